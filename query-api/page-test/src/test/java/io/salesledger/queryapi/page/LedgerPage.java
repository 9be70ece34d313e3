package io.salesledger.queryapi.page;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The dashboard in a real browser, and what the browser complained about. */
final class LedgerPage implements AutoCloseable {
  private static final String FAILED = "Failed to load resource: ";
  private static final String ANSWERED = "the server responded with a status of ";

  private final BrowserContext context;
  private final Page page;
  private final List<String> complaints = new CopyOnWriteArrayList<>();

  private LedgerPage(BrowserContext context) {
    this.context = context;
    this.page = context.newPage();
    page.onConsoleMessage(
        message -> {
          if (!message.type().equals("log")) {
            complaints.add(message.text());
          }
        });
    page.onPageError(complaints::add);
  }

  static LedgerPage open(
      Browser browser, URI address, String locale, ColorScheme scheme, int width, int height) {
    return open(
        browser,
        address,
        new Browser.NewContextOptions()
            .setLocale(locale)
            .setTimezoneId("Asia/Shanghai")
            .setColorScheme(scheme)
            .setViewportSize(width, height));
  }

  static LedgerPage openOnAPhone(Browser browser, URI address) {
    return open(
        browser,
        address,
        new Browser.NewContextOptions()
            .setLocale("en-US")
            .setHasTouch(true)
            .setIsMobile(true)
            .setViewportSize(360, 740));
  }

  private static LedgerPage open(Browser browser, URI address, Browser.NewContextOptions options) {
    LedgerPage page = new LedgerPage(browser.newContext(options));
    page.page.navigate(address.resolve("/").toString());
    return page;
  }

  /** As a finger does it, the browser's own scrolling included. */
  void swipeUp(double x, double y, int pixels) {
    CDPSession finger = context.newCDPSession(page);
    touch(finger, "touchStart", x, y);
    for (int moved = 10; moved <= pixels; moved += 10) {
      touch(finger, "touchMove", x, y - moved);
    }
    finger.send("Input.dispatchTouchEvent", touchEvent("touchEnd", new JsonArray()));
  }

  private static void touch(CDPSession finger, String type, double x, double y) {
    JsonObject point = new JsonObject();
    point.addProperty("x", x);
    point.addProperty("y", y);
    JsonArray points = new JsonArray();
    points.add(point);
    finger.send("Input.dispatchTouchEvent", touchEvent(type, points));
  }

  private static JsonObject touchEvent(String type, JsonArray points) {
    JsonObject event = new JsonObject();
    event.addProperty("type", type);
    event.add("touchPoints", points);
    return event;
  }

  Page page() {
    return page;
  }

  String text(String selector) {
    return page.textContent(selector);
  }

  /** A part of a chart's options as JSON; {@code chart} is the name in the expression. */
  Object chart(String selector, String expression) {
    return page.evaluate(
        "async selector => { const echarts = await"
            + " import('/vendor/echarts-6.0.0/echarts.esm.min.js'); const chart ="
            + " echarts.getInstanceByDom(document.querySelector(selector)); return "
            + expression
            + "; }",
        selector);
  }

  /** Whether something is wider than the screen, or a button or figure cut. */
  boolean isWiderThanScreen() {
    return Boolean.TRUE.equals(
        page.evaluate("document.documentElement.scrollWidth > window.innerWidth"));
  }

  /** Errors and warnings of the browser so far, failed requests to a dead API aside. */
  List<String> complaints() {
    return complaintsBesides(503);
  }

  /** The same, answers of this status aside too. */
  List<String> complaintsBesides(int status) {
    return complaints.stream()
        .filter(text -> !text.startsWith(FAILED + "net::"))
        .filter(text -> !text.startsWith(FAILED + ANSWERED + 503))
        .filter(text -> !text.startsWith(FAILED + ANSWERED + status))
        .toList();
  }

  void keep(String name) {
    Path folder = Path.of(System.getProperty("ledger.test.screenshots", "target/screenshots"));
    page.screenshot(
        new Page.ScreenshotOptions().setPath(folder.resolve(name + ".png")).setFullPage(true));
  }

  /** A request that a route still took while the page closes would fail its test. */
  @Override
  public void close() {
    page.unrouteAll();
    context.close();
  }
}
