package io.mmapdict;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Which file systems a file may be written on: those where {@code flock(2)}, open-file-description
 * locks and shared mappings hold between all who write. {@code docs/design.md} gives the reasons.
 */
final class FileSystems {
  /** The environment variable that trusts any file system when it is 1. */
  static final String TRUST = "MMAPDICT_TRUST_FLOCK";

  private FileSystems() {}

  /**
   * Refuses to write where locks do not hold.
   *
   * @throws UntrustedLocksException if it is such a file system and nobody said to trust it
   */
  static void requireLocks(Path path, int fd) {
    String network = networkName(Native.fileSystemMagic(fd));
    if (network != null && !"1".equals(System.getenv(TRUST))) {
      throw new UntrustedLocksException(path, network);
    }
  }

  /**
   * The name of a file system that other hosts write to behind this one's back, or null. Numbers of
   * {@code linux/magic.h} and of the systems' own sources.
   *
   * @param magic {@code f_type} of {@code statfs(2)}
   */
  static @Nullable String networkName(long magic) {
    return switch ((int) magic) {
      case 0x6969 -> "NFS";
      case 0x517B, 0xFF534D42, 0xFE534D42 -> "SMB/CIFS";
      case 0x01021997 -> "9p";
      case 0x65735546 -> "FUSE";
      case 0x00C36400 -> "Ceph";
      case 0x0BD00BD0 -> "Lustre";
      case 0x47504653 -> "GPFS";
      case 0x19830326 -> "BeeGFS";
      case 0x20030528 -> "OrangeFS";
      case 0x5346414F, 0x6B414653 -> "AFS";
      case 0x73757245 -> "Coda";
      case 0x786F4256 -> "VirtualBox shared folder";
      case 0xBACBACBC -> "VMware shared folder";
      case 0x7C7C6673 -> "Parallels shared folder";
      default -> null;
    };
  }
}
