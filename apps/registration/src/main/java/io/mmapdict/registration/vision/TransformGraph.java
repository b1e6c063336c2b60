package io.mmapdict.registration.vision;

import io.mmapdict.registration.vision.PairPlan.Pair;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * From registered pairs to one transform per photo. One that is registered to the reference itself
 * takes no detour: a chain adds up what no covariance shows. The others go the way that is known
 * most precisely: the variances of the links add up, in pixels of the reference, and the sum is
 * smallest over Dijkstra's tree. A transform is kept only if it is known well and plausible as a
 * whole, and if no registered pair contradicts it.
 */
public final class TransformGraph {
  /** What each link adds, in pixels squared, however precise: lenses bend photos by 0.3 pixels. */
  private static final double LINK_VARIANCE = 0.1;

  /** A way that is known less precisely leads nowhere, in pixels of the reference. */
  private static final double MAX_UNCERTAINTY = 2;

  /** A contradiction, in pixels of the reference: what makes a registration a false one. */
  private static final double CONTRADICTION = 5;

  private static final int STEPS = 11;

  /**
   * The size of a photo in pixels.
   *
   * @param width across
   * @param height down
   */
  public record Size(int width, int height) {}

  private final List<Size> sizes;
  private final Map<Pair, PairResult> results;
  private final PhotoResult[] photos;

  private TransformGraph(List<Size> sizes, Map<Pair, PairResult> results) {
    this.sizes = sizes;
    this.results = results;
    photos = new PhotoResult[sizes.size()];
  }

  /**
   * One result per photo, in their order.
   *
   * @param sizes of the photos; the first is the reference
   * @param results of pairs of their indices, each pair in one direction
   * @throws IllegalArgumentException when a pair names a photo that is not there
   */
  public static List<PhotoResult> solve(List<Size> sizes, Map<Pair, PairResult> results) {
    for (Pair pair : results.keySet()) {
      if (Math.max(pair.from(), pair.to()) >= sizes.size()
          || Math.min(pair.from(), pair.to()) < 0) {
        throw new IllegalArgumentException(pair + " among " + sizes.size() + " photos");
      }
    }
    if (sizes.isEmpty()) {
      return List.of();
    }
    TransformGraph graph = new TransformGraph(sizes, results);
    graph.connect();
    graph.refuseTheDoubtful();
    graph.refuseTheContradicted();
    return List.of(graph.photos);
  }

  private void connect() {
    for (int i = 0; i < photos.length; i++) {
      photos[i] = unreached(i);
    }
    photos[0] = new PhotoResult.Reference();
    record Reached(int photo, double uncertainty) {}
    PriorityQueue<Reached> queue =
        new PriorityQueue<>(
            Comparator.comparingDouble(Reached::uncertainty).thenComparingInt(Reached::photo));
    queue.add(new Reached(0, 0));
    while (!queue.isEmpty()) {
      Reached next = queue.remove();
      if (next.uncertainty > uncertainty(photos[next.photo])) {
        continue;
      }
      for (Link link : links(next.photo)) {
        PhotoResult.Registered way = extend(link, next.photo);
        if (next.photo == 0
            || (!isDirect(link.from) && way.uncertainty() < uncertainty(photos[link.from]))) {
          photos[link.from] = way;
          queue.add(new Reached(link.from, way.uncertainty()));
        }
      }
    }
  }

  private boolean isDirect(int photo) {
    return photos[photo] instanceof PhotoResult.Registered way && !way.chained();
  }

  private static double uncertainty(PhotoResult photo) {
    return switch (photo) {
      case PhotoResult.Reference _ -> 0;
      case PhotoResult.Registered registered -> registered.uncertainty();
      case PhotoResult.Failed _ -> Double.POSITIVE_INFINITY;
    };
  }

  /** A registered pair, from a photo towards the reference; uncertainty in pixels of the latter. */
  private record Link(
      int from, Homography transform, PairResult.Registered result, double uncertainty) {}

  private List<Link> links(int to) {
    List<Link> links = new ArrayList<>();
    results.forEach((pair, result) -> {
      if (result instanceof PairResult.Registered registered) {
        Homography transform = registered.transform();
        double uncertainty = ofLink(registered);
        if (pair.to() == to) {
          links.add(new Link(pair.from(), transform, registered, uncertainty));
        } else if (pair.from() == to) {
          Homography back = transform.inverse();
          links.add(
              new Link(pair.to(), back, registered, uncertainty * zoomAtCentre(back, pair.to())));
        }
      }
    });
    return links;
  }

  /** Of a pair in a way to the reference: of the fit, and of what every pair has. */
  private static double ofLink(PairResult.Registered pair) {
    return Math.sqrt(pair.uncertainty() * pair.uncertainty() + LINK_VARIANCE);
  }

  private PhotoResult.Registered extend(Link link, int to) {
    PairResult.Registered result = link.result;
    if (photos[to] instanceof PhotoResult.Registered rest) {
      List<Integer> path = new ArrayList<>();
      path.add(link.from);
      path.addAll(rest.path());
      double uncertainty = link.uncertainty() * zoomAtCentre(rest.transform(), to);
      return new PhotoResult.Registered(
          link.transform.then(rest.transform()),
          Math.min(result.inliers(), rest.inliers()),
          Math.hypot(result.rms(), rest.rms()),
          Math.hypot(uncertainty, rest.uncertainty()),
          path);
    }
    return new PhotoResult.Registered(
        link.transform, result.inliers(), result.rms(), link.uncertainty(), List.of(link.from, to));
  }

  private double zoomAtCentre(Homography transform, int photo) {
    Size size = sizes.get(photo);
    return transform.jacobian((size.width() - 1) / 2.0, (size.height() - 1) / 2.0).zoom();
  }

  private PhotoResult unreached(int photo) {
    PhotoResult.Failed best =
        new PhotoResult.Failed("it was compared with no photo that is registered", 0);
    boolean direct = false;
    for (Map.Entry<Pair, PairResult> entry : results.entrySet()) {
      Pair pair = entry.getKey();
      boolean mine = pair.from() == photo || pair.to() == photo;
      if (mine && entry.getValue() instanceof PairResult.Failed failed) {
        boolean toReference = Math.min(pair.from(), pair.to()) == 0;
        if (toReference || (!direct && failed.inliers() >= best.inliers())) {
          best = new PhotoResult.Failed(failed.why(), failed.inliers());
        }
        direct |= toReference;
      }
    }
    return best;
  }

  private void refuseTheDoubtful() {
    for (int i = 0; i < photos.length; i++) {
      if (photos[i] instanceof PhotoResult.Registered registered) {
        Size size = sizes.get(i);
        int photo = i;
        Plausibility.doubtOfChain(registered.transform(), size.width(), size.height())
            .or(() -> doubtOfPrecision(registered.uncertainty()))
            .ifPresent(why -> photos[photo] = new PhotoResult.Failed(why, registered.inliers()));
      }
    }
  }

  private static Optional<String> doubtOfPrecision(double uncertainty) {
    return uncertainty <= MAX_UNCERTAINTY
        ? Optional.empty()
        : Optional.of(
            "the photos on its way to the reference leave it uncertain by %.1f pixels"
                .formatted(uncertainty));
  }

  private void refuseTheContradicted() {
    List<PhotoResult> before = List.of(photos);
    results.forEach((pair, result) -> {
      if (result instanceof PairResult.Registered link) {
        double apart = apart(before, pair, link.transform());
        if (apart > CONTRADICTION) {
          int doubtful =
              uncertainty(before.get(pair.from())) > uncertainty(before.get(pair.to()))
                  ? pair.from()
                  : pair.to();
          photos[doubtful] =
              new PhotoResult.Failed(
                  "two ways to the reference contradict each other by %.0f pixels".formatted(apart),
                  link.inliers());
        }
      }
    });
    refuseWhatRestsOnFailures();
  }

  /** A way over a photo that is refused is no way. */
  private void refuseWhatRestsOnFailures() {
    for (int i = 0; i < photos.length; i++) {
      if (photos[i] instanceof PhotoResult.Registered registered
          && registered.path().stream().anyMatch(on -> photos[on] instanceof PhotoResult.Failed)) {
        photos[i] =
            new PhotoResult.Failed(
                "its way to the reference leads over a photo that could not be registered",
                registered.inliers());
      }
    }
  }

  /** How far apart a link and the ways of its two ends come out, on average over the overlap. */
  private double apart(List<PhotoResult> chosen, Pair pair, Homography link) {
    Homography from = transform(chosen.get(pair.from()));
    Homography to = transform(chosen.get(pair.to()));
    if (from == null || to == null) {
      return 0;
    }
    Size a = sizes.get(pair.from());
    Size b = sizes.get(pair.to());
    Homography detour = link.then(to);
    List<Overlap.Point> points =
        Overlap.grid(link, STEPS, a.width(), a.height(), b.width(), b.height());
    return points.stream()
        .mapToDouble(p ->
            Math.hypot(
                from.x(p.x(), p.y()) - detour.x(p.x(), p.y()),
                from.y(p.x(), p.y()) - detour.y(p.x(), p.y())))
        .average()
        .orElse(0);
  }

  private static @Nullable Homography transform(PhotoResult result) {
    return switch (result) {
      case PhotoResult.Reference _ -> Homography.IDENTITY;
      case PhotoResult.Registered registered -> registered.transform();
      case PhotoResult.Failed _ -> null;
    };
  }
}
