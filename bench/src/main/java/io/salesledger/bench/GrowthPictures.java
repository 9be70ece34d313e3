package io.salesledger.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.Styler.YAxisPosition;

/** Draws sweeps, from the report for machines. Stateless. */
final class GrowthPictures {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 420;
  private static final double THOUSAND = 1000;
  private static final double LOGARITHMIC_FROM = 20;
  private static final int LEFT = 0;
  private static final int RIGHT = 1;

  private GrowthPictures() {}

  /** Draws one: throughput at its left, memory at its right; of audits, time. */
  static void draw(Sweep sweep, JsonNode points, Path file) throws IOException {
    List<Double> at = values(points, point -> point.path("at").asDouble());
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title("by " + sweep.axis())
            .xAxisTitle(sweep.axis())
            .build();
    chart
        .getStyler()
        .setChartBackgroundColor(Color.WHITE)
        .setLegendPosition(LegendPosition.OutsideS);
    chart.getStyler().setXAxisLogarithmic(isLogarithmic(at)).setYAxisMin(LEFT, 0.0);
    chart.getStyler().setXAxisDecimalPattern("#,###");
    if (sweep == Sweep.AUDIT) {
      chart.setYAxisTitle("seconds a million payments");
      for (String name : List.of(AuditContender.VERIFY, AuditContender.REBUILD)) {
        chart.addSeries(
            name, at, values(points, point -> GrowthText.secondsAMillion(point.path(name))));
      }
    } else {
      chart.setYAxisTitle("thousand payments a second");
      chart.setYAxisGroupTitle(RIGHT, "MB");
      chart.getStyler().setYAxisGroupPosition(RIGHT, YAxisPosition.Right);
      chart.getStyler().setYAxisMin(RIGHT, 0.0);
      String ours = ContenderName.OURS.label();
      chart.addSeries(
          "payments a second",
          at,
          values(points, point -> GrowthText.perSecond(point.path(ours)) / THOUSAND));
      chart
          .addSeries("worker, peak MB", at, values(points, GrowthText::workerMegabytes))
          .setYAxisGroup(RIGHT);
      chart
          .addSeries("Redis, MB", at, values(points, GrowthText::redisMegabytes))
          .setYAxisGroup(RIGHT);
    }
    VectorGraphicsEncoder.saveVectorGraphic(chart, file.toString(), VectorGraphicsFormat.SVG);
  }

  private static boolean isLogarithmic(List<Double> at) {
    return at.get(0) > 0 && at.get(at.size() - 1) / at.get(0) >= LOGARITHMIC_FROM;
  }

  private static List<Double> values(JsonNode points, ToDoubleFunction<JsonNode> value) {
    List<Double> values = new ArrayList<>();
    points.forEach(point -> values.add(value.applyAsDouble(point)));
    return values;
  }
}
