#include "report/sweep_heat_map.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/assert.hpp"
#include "report/html.hpp"
#include "report/number_text.hpp"

namespace tw::report {
namespace {

using research::Heat;

constexpr double kBox = 1000.0;  // The plot's own units, both ways.
constexpr double kPalest = 0.06;
constexpr std::size_t kRowLabelsMax = 16;
constexpr std::size_t kColumnCharacters = 72;  // Of all labels, so that they stay apart.
constexpr int kDecimals = 4;

/// The scores of a map, better ones higher.
struct Spread {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  double mean = 0.0;
  std::size_t best_row = 0;
  std::size_t best_column = 0;
  bool has_gaps = false;

  bool is_flat() const { return !(low < high); }
  /// Returns how far from the mean the full colour is.
  double farthest() const { return std::max(high - mean, mean - low); }
};

Spread spread_of(const SweepReport& report) {
  const Heat& heat = *report.heat;
  Spread spread{.mean = report.mean_score};
  for (std::size_t row = 0; row < heat.rows().bins; ++row) {
    for (std::size_t column = 0; column < heat.columns().bins; ++column) {
      const double score = heat.at(row, column);
      if (std::isnan(score)) {
        spread.has_gaps = true;
        continue;
      }
      spread.low = std::min(spread.low, score);
      if (score <= spread.high) continue;
      spread.high = score;
      spread.best_row = row;
      spread.best_column = column;
    }
  }
  return spread;
}

std::string name_of(const SweepReport& report, const Heat::Side& side) {
  return std::string{report.plan.entry->parameters[report.plan.axes[side.axis].parameter].name};
}

/// Returns the attributes of a rectangle that covers a cell.
std::string place_of(const Heat& heat, std::size_t row, std::size_t column) {
  const double wide = kBox / static_cast<double>(heat.columns().bins);
  const double high = kBox / static_cast<double>(heat.rows().bins);
  return "x=\"" + coordinate(static_cast<double>(column) * wide) + "\" y=\"" +
         coordinate(static_cast<double>(row) * high) + "\" width=\"" + coordinate(wide) +
         "\" height=\"" + coordinate(high) + '"';
}

/// Returns a cell's rectangle, which says its place and its score when pointed at.
std::string cell_of(const SweepReport& report, const Spread& spread, std::size_t row,
                    std::size_t column) {
  const Heat& heat = *report.heat;
  const double gap = heat.at(row, column) - spread.mean;
  const double strength = spread.is_flat() ? 0.0 : std::abs(gap) / spread.farthest();
  return std::string{"<rect class=\""} + (gap < 0.0 ? "worse" : "better") + "\" " +
         place_of(heat, row, column) +
         " style=\"--s:" + coordinate(kPalest + (1.0 - kPalest) * strength) + "\"><title>" +
         escaped(name_of(report, heat.rows())) + ' ' + escaped(heat.rows().labels[row]) + ", " +
         escaped(name_of(report, heat.columns())) + ' ' + escaped(heat.columns().labels[column]) +
         ": " + grouped(report.figure_of(heat.at(row, column)), kDecimals) + "</title></rect>";
}

std::string cells(const SweepReport& report, const Spread& spread) {
  const Heat& heat = *report.heat;
  std::string html;
  for (std::size_t row = 0; row < heat.rows().bins; ++row) {
    for (std::size_t column = 0; column < heat.columns().bins; ++column) {
      if (!std::isnan(heat.at(row, column))) html += cell_of(report, spread, row, column);
    }
  }
  return html + "<rect class=\"best\" " + place_of(heat, spread.best_row, spread.best_column) +
         "/>";
}

/// Returns the labels of a side, each in the middle of its cells, no more than are readable.
std::string labels(const Heat::Side& side, std::size_t count_max, std::string_view edge) {
  const std::size_t step = (side.bins + count_max - 1) / count_max;
  std::string html;
  for (std::size_t i = 0; i < side.bins; i += step) {
    const double middle = (static_cast<double>(i) + 0.5) / static_cast<double>(side.bins);
    html += "<span style=\"" + std::string{edge} + ':' + coordinate(middle * 100.0) + "%\">" +
            escaped(side.labels[i]) + "</span>";
  }
  return html;
}

std::size_t column_labels_max(const Heat::Side& side) {
  constexpr std::size_t kApart = 3;
  const std::size_t longest = std::ranges::max(side.labels, {}, &std::string::size).size();
  return std::max<std::size_t>(2, kColumnCharacters / (longest + kApart));
}

/// Returns what the colours stand for, from the worst cell over the mean to the best.
std::string colour_scale(const SweepReport& report, const Spread& spread) {
  const auto figure = [&](double score) { return grouped(report.figure_of(score), kDecimals); };
  const double full = spread.farthest();
  const double below = std::clamp((spread.mean - spread.low) / full, 0.0, 1.0) * 100.0;
  const double above = std::clamp((spread.high - spread.mean) / full, 0.0, 1.0) * 100.0;
  return "<p class=\"heat-scale\"><span>worst " + figure(spread.low) +
         "</span><i style=\"--worst:" + coordinate(below) + "%;--best:" + coordinate(above) +
         "%\"></i><span>best " + figure(spread.high) + "; pale is the mean of all trials, " +
         figure(spread.mean) + "</span></p>";
}

std::string note_of(const SweepReport& report, const Spread& spread) {
  const Heat& heat = *report.heat;
  std::string note = "Each cell is the best score of its trials (" +
                     std::string{research::to_string(report.goal.objective)} + ")";
  const auto is_binned = [&](const Heat::Side& side) {
    return report.plan.axes[side.axis].values.size() > side.bins;
  };
  if (report.plan.axes.size() > 2) note += ", whatever the other parameters were";
  if (is_binned(heat.rows()) || is_binned(heat.columns())) {
    note += "; neighbouring values share a cell, so it flatters";
  }
  note += ". The framed one is the best of all.";
  if (spread.has_gaps) note += " Hatched: no trial there could be ranked.";
  if (spread.is_flat()) note += " All trials scored the same: there is nothing to choose by.";
  return note;
}

}  // namespace

std::string sweep_heat_map(const SweepReport& report) {
  TW_ASSERT(report.heat.has_value());
  const Heat& heat = *report.heat;
  const Spread spread = spread_of(report);
  const std::string rows = escaped(name_of(report, heat.rows()));
  const std::string columns = escaped(name_of(report, heat.columns()));
  const double tall = std::clamp(static_cast<double>(heat.rows().bins) * 26.0, 60.0, 520.0);
  std::string html =
      "<figure class=\"chart\" id=\"heat-map\"><figcaption><h2>Heat map</h2><p class=\"note\">" +
      escaped(note_of(report, spread)) + "</p>";
  if (!spread.is_flat()) html += colour_scale(report, spread);
  html += "</figcaption><p class=\"axis-name\">" + rows +
          "</p><div class=\"heat-frame\" style=\"--tall:" + coordinate(tall) +
          "px\"><div class=\"rows-axis\" aria-hidden=\"true\">" +
          labels(heat.rows(), kRowLabelsMax, "top") +
          "</div><div class=\"heat-plot\" role=\"img\" aria-label=\"Heat map of " + rows +
          " against " + columns + ": the best is " +
          grouped(report.figure_of(spread.high), kDecimals) + " at " + rows + ' ' +
          escaped(heat.rows().labels[spread.best_row]) + ", " + columns + ' ' +
          escaped(heat.columns().labels[spread.best_column]) +
          "\"><svg viewBox=\"0 0 1000 1000\" preserveAspectRatio=\"none\">" +
          cells(report, spread) + "</svg></div><div class=\"columns-axis\" aria-hidden=\"true\">" +
          labels(heat.columns(), column_labels_max(heat.columns()), "left") +
          "</div></div><p class=\"axis-name across\">" + columns + "</p></figure>\n";
  return html;
}

}  // namespace tw::report
