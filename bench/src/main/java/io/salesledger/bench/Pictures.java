package io.salesledger.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries.CategorySeriesRenderStyle;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws the report, from the report for machines. Stateless. */
final class Pictures {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 420;
  private static final double THOUSAND = 1000;
  private static final String SPREADS = "least to greatest";

  private static final String UNIT = "thousand payments a second";

  private Pictures() {}

  /**
   * Draws one picture a workload, and one over the number of products where several were measured.
   *
   * @param page beside which they are put
   * @param stem of their names
   * @return their names
   */
  static List<String> draw(JsonNode report, Path page, String stem) throws IOException {
    List<String> names = new ArrayList<>();
    Map<String, List<JsonNode>> byDistribution = new LinkedHashMap<>();
    for (JsonNode workload : report.path("workloads")) {
      String distribution = workload.path("distribution").asText();
      byDistribution.computeIfAbsent(distribution, d -> new ArrayList<>()).add(workload);
      String name = stem + "-" + workload.path("products").asLong() + "-" + distribution + ".svg";
      save(bars(workload), page.resolveSibling(name));
      names.add(name);
    }
    for (Map.Entry<String, List<JsonNode>> one : byDistribution.entrySet()) {
      if (one.getValue().size() > 1) {
        String name = stem + "-products-" + one.getKey() + ".svg";
        save(lines(one.getKey(), one.getValue()), page.resolveSibling(name));
        names.add(name);
      }
    }
    return names;
  }

  /** Medians as bars, and on each a line from the least to the greatest rate. */
  static CategoryChart bars(JsonNode workload) {
    List<String> labels = new ArrayList<>();
    List<Double> medians = new ArrayList<>();
    List<Double> middles = new ArrayList<>();
    List<Double> halfSpreads = new ArrayList<>();
    workload
        .path("contenders")
        .properties()
        .forEach(
            one -> {
              JsonNode rate = one.getValue().path("recordsPerSecond");
              labels.add(one.getKey());
              medians.add(rate.path("median").asDouble() / THOUSAND);
              double min = rate.path("min").asDouble() / THOUSAND;
              double max = rate.path("max").asDouble() / THOUSAND;
              middles.add((min + max) / 2);
              halfSpreads.add((max - min) / 2);
            });
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(ReportText.title(workload))
            .yAxisTitle(UNIT)
            .build();
    chart.getStyler().setLegendVisible(false).setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setAvailableSpaceFill(0.6).setXAxisLabelRotation(20);
    chart.getStyler().setOverlapped(true);
    chart.addSeries("median", labels, medians);
    // XChart's error bars reach as far up as down: they stand around a point that is not drawn.
    chart
        .addSeries(SPREADS, labels, middles, halfSpreads)
        .setChartCategorySeriesRenderStyle(CategorySeriesRenderStyle.Scatter)
        .setMarker(SeriesMarkers.NONE);
    return chart;
  }

  private static XYChart lines(String distribution, List<JsonNode> workloads) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title("by products, " + distribution)
            .xAxisTitle("products")
            .yAxisTitle(UNIT)
            .build();
    chart.getStyler().setXAxisLogarithmic(true).setChartBackgroundColor(Color.WHITE);
    Map<String, List<Double>> products = new LinkedHashMap<>();
    Map<String, List<Double>> medians = new LinkedHashMap<>();
    for (JsonNode workload : workloads) {
      workload
          .path("contenders")
          .properties()
          .forEach(
              one -> {
                products
                    .computeIfAbsent(one.getKey(), c -> new ArrayList<>())
                    .add(workload.path("products").asDouble());
                medians
                    .computeIfAbsent(one.getKey(), c -> new ArrayList<>())
                    .add(
                        one.getValue().path("recordsPerSecond").path("median").asDouble()
                            / THOUSAND);
              });
    }
    medians.forEach(
        (contender, rates) -> chart.addSeries(contender, products.get(contender), rates));
    return chart;
  }

  private static void save(Chart<?, ?> chart, Path file) throws IOException {
    VectorGraphicsEncoder.saveVectorGraphic(chart, file.toString(), VectorGraphicsFormat.SVG);
  }
}
