package io.salesledger.windowing.log;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** What a class tells an operator from now on, until it is closed. Any thread may look. */
public final class ToldLines implements AutoCloseable {
  private final Logger logger;
  private final Told told = new Told();

  /** Keeps what is logged, its level first. */
  private static final class Told extends AbstractAppender {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    Told() {
      super("told", null, null, true, Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
      if (event.getLevel().isMoreSpecificThan(Level.INFO)) {
        lines.add(event.getLevel() + " " + event.getMessage().getFormattedMessage());
      }
    }
  }

  /** Of this class. */
  public ToldLines(Class<?> teller) {
    logger = (Logger) LogManager.getLogger(teller);
    told.start();
    logger.addAppender(told);
  }

  /** All of it so far, in order. */
  public List<String> lines() {
    return List.copyOf(told.lines);
  }

  /** How many lines hold this text. */
  public long count(String text) {
    return told.lines.stream().filter(line -> line.contains(text)).count();
  }

  @Override
  public void close() {
    logger.removeAppender(told);
  }
}
