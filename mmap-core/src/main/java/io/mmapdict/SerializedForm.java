package io.mmapdict;

import io.mmapdict.remote.RemoteName;
import java.io.InvalidObjectException;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What travels of a {@link MmapDict}: where its file is and how it was opened. It is opened again
 * when it arrives.
 */
record SerializedForm(String path, OpenMode mode, Durability durability, long claimMillis)
    implements Serializable {
  private Object readResolve() throws InvalidObjectException {
    try {
      // it was there when it was sent: never make an empty one in its place
      OpenMode again = mode == OpenMode.CREATE ? OpenMode.READ_WRITE : mode;
      URI uri = RemoteName.uri(Path.of(path));
      MmapDict dict =
          uri == null ? MmapDict.open(Path.of(path), again, durability) : MmapDict.open(uri);
      dict.setClaimTimeout(Duration.ofMillis(claimMillis));
      return dict;
    } catch (MmapDictException e) {
      throw (InvalidObjectException) new InvalidObjectException(e.getMessage()).initCause(e);
    }
  }
}
