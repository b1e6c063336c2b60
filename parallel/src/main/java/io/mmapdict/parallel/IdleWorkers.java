package io.mmapdict.parallel;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;

/** The workers that nobody drives. There is one for each thread that asks. */
final class IdleWorkers {
  private final ArrayDeque<Worker> workers;

  IdleWorkers(List<Worker> workers) {
    this.workers = new ArrayDeque<>(workers);
  }

  /** Takes a worker, if there is a choice not the one of that number. */
  synchronized Worker take(int notThis) {
    for (Iterator<Worker> i = workers.iterator(); i.hasNext(); ) {
      Worker worker = i.next();
      if (worker.number() != notThis) {
        i.remove();
        return worker;
      }
    }
    return workers.pop();
  }

  synchronized void give(Worker worker) {
    workers.push(worker);
  }
}
