package io.mmapdict.viewer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.stubs.GrowableNDArray;
import io.mmapdict.stubs.Growing;
import java.awt.image.Raster;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a client is told while others change the file. An event that does not come fails: the read
 * that waits for it ends only with its thread.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventsTest {
  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir private Path folder;
  private Path file;
  private MmapDict writer;
  private Viewer viewer;

  @BeforeEach
  void serve() {
    file = folder.resolve("scan.mmdpickle");
    writer = MmapDict.open(file);
    viewer = Viewer.serve(file, 0);
  }

  @AfterEach
  void close() {
    viewer.close();
    writer.close();
    client.close();
  }

  private Raster picture(String key) throws IOException {
    try (InputStream png = viewer.address().resolve("/image?key=" + key).toURL().openStream()) {
      return ImageIO.read(png).getRaster();
    }
  }

  /** The first use case: the operator watches while another process appends. */
  @Test
  void whatAnotherProcessPutsIsToldAndShown() throws Exception {
    writer.set("first", 1L);
    viewer.close();
    viewer = Viewer.serve(file, 0); // whose first look finds it
    try (EventReader events = EventReader.of(client, viewer.address().resolve("/events"))) {
      EventReader.Event all = events.next();
      assertEquals("keys", all.name());
      assertTrue(all.data().contains("\"put\":[{\"key\":\"first\",\"kind\":\"int\""), all.data());
      Putter.run(file, "frame/0001");
      EventReader.Event put = events.next();
      assertEquals("change", put.name());
      assertTrue(
          put.data().contains("\"put\":[{\"key\":\"frame/0001\",\"kind\":\"array\""), put.data());
      assertTrue(put.data().contains("\"dtype\":\"uint8\",\"shape\":[2,3],\"bytes\":6"));
      assertTrue(put.data().contains("],\"removed\":[],\"totals\":{\"commit\":"), put.data());
      int[] grey = picture("frame/0001").getPixels(0, 0, 3, 2, (int[]) null);
      assertArrayEquals(new int[] {1, 2, 3, 4, 5, 6}, grey);

      writer.set("first", 2.5);
      String replaced = events.next().data();
      assertTrue(replaced.contains("\"put\":[{\"key\":\"first\",\"kind\":\"float\""), replaced);
      assertTrue(replaced.contains("],\"removed\":[\"first\"],\"totals\""), replaced);
      writer.delete("frame/0001");
      String removed = events.next().data();
      assertTrue(removed.contains("\"put\":[],\"removed\":[\"frame/0001\"],"), removed);
      viewer.close();
      assertTrue(events.isAtEnd());
    }
  }

  /** As mmappickle makes one: header and terminator, no entry at all. */
  @Test
  void anEmptyFileIsToldOfToo() throws Exception {
    Path empty = folder.resolve("empty.mmdpickle");
    String header = "8004950d000000000000004a01000000304a000000003028";
    Files.write(empty, HexFormat.of().parseHex(header + "950200000000000000642e"));
    try (Viewer other = Viewer.serve(empty, 0);
        EventReader events = EventReader.of(client, other.address().resolve("/events"))) {
      EventReader.Event all = events.next();
      assertEquals("keys", all.name());
      assertTrue(all.data().contains("\"put\":[],\"removed\":[]"), all.data());
    }
  }

  /** The offsets of another file say nothing: all is told anew. */
  @Test
  void aVacuumIsFollowed() throws Exception {
    writer.put("frames", Growing.of(DType.UINT8, 8, 2, 3));
    writer.put("gone", "x".repeat(5000));
    try (EventReader events = EventReader.of(client, viewer.address().resolve("/events"))) {
      while (!events.next().data().contains("\"keys\":2")) {
        // on its way
      }
      writer.delete("gone");
      writer.close();
      writer = MmapDict.open(file);
      writer.vacuum();
      GrowableNDArray.of(writer, "frames").append(NDArray.zeros(DType.UINT8, 2, 3));
      while (!events.next().data().contains("\"shape\":[1,2,3]")) {
        // on its way
      }
    }
  }

  /** A camera that appends in place changes no commit number. */
  @Test
  void anArrayThatGrowsInPlaceIsToldOf() throws Exception {
    writer.put("frames", Growing.of(DType.UINT8, 8, 2, 3));
    GrowableNDArray frames = GrowableNDArray.of(writer, "frames");
    try (EventReader events = EventReader.of(client, viewer.address().resolve("/events"))) {
      String begun = events.next().data();
      while (!begun.contains("\"shape\":[0,2,3]")) {
        begun = events.next().data();
      }
      frames.append(NDArray.zeros(DType.UINT8, 2, 3));
      String grown = events.next().data();
      assertTrue(grown.contains("\"key\":\"frames\""), grown);
      assertTrue(grown.contains("\"shape\":[1,2,3]"), grown);
    }
  }
}
