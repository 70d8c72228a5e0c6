#include "report/histogram.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/assert.hpp"
#include "report/axis.hpp"
#include "report/html.hpp"
#include "report/number_text.hpp"

namespace tw::report {
namespace {

constexpr int kBinsAbout = 24;

std::string bar(const Bin& bin, std::size_t largest, int decimals, bool is_first, bool is_last,
                const HistogramWords& words) {
  const double height = 100.0 * static_cast<double>(bin.count) / static_cast<double>(largest);
  std::string range = percent(bin.from, decimals) + " to " + percent(bin.to, decimals);
  if (is_first) range = "below " + percent(bin.to, decimals);
  if (is_last) range = percent(bin.from, decimals) + " and above";
  return std::string{"<i class=\""} + (bin.from < -1e-12 ? "loss" : "gain") +
         "\" style=\"height:" + coordinate(height) + "%\" title=\"" + range + ": " +
         std::to_string(bin.count) + ' ' + std::string{bin.count == 1 ? words.one : words.many} +
         "\"></i>";
}

/// Labels zero, and the two ends where they are not too near to it.
std::string axis(const std::vector<Bin>& bins, int decimals) {
  const double from = bins.front().from;
  const double to = bins.back().to;
  std::string html = "<div class=\"x\" aria-hidden=\"true\">";
  const auto label = [&](double value, std::string_view css) {
    html += "<span" + std::string{css} +
            " style=\"left:" + coordinate((value - from) / (to - from) * 100.0) + "%\">" +
            percent(value, decimals) + "</span>";
  };
  constexpr double kTooNear = 0.12;
  const double near = kTooNear * (to - from);
  // An end stands inside the plot, zero in the middle of its place unless it is near an end.
  if (std::abs(from) >= near) label(from, " class=\"from\"");
  label(0.0, -from < near ? " class=\"from\"" : to < near ? " class=\"to\"" : "");
  if (std::abs(to) >= near) label(to, " class=\"to\"");
  return html + "</div>";
}

double median(const std::vector<double>& sorted) {
  const std::size_t middle = sorted.size() / 2;
  if (sorted.size() % 2 == 1) return sorted[middle];
  return (sorted[middle - 1] + sorted[middle]) / 2.0;
}

double mean(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

}  // namespace

std::vector<Bin> bins_of(std::span<const double> values) {
  std::vector<double> sorted{values.begin(), values.end()};
  if (sorted.empty()) return {};
  std::ranges::sort(sorted);
  const double low = std::min(sorted[sorted.size() / 100], 0.0);
  const double high = std::max(sorted[sorted.size() - 1 - sorted.size() / 100], 0.0);
  const auto ticks = value_ticks(low, std::max(high, low + 1e-4), kBinsAbout);
  TW_ASSERT(ticks.size() > 1);
  const double width = ticks[1] - ticks[0];
  const auto first = static_cast<std::int64_t>(std::floor(low / width + 1e-9));
  // Nothing stands at zero or above: no bin begins there.
  const bool is_below = sorted.back() < 0.0;
  const auto end = std::max(
      static_cast<std::int64_t>(std::floor(high / width + 1e-9)) + (is_below ? 0 : 1), first + 1);

  std::vector<Bin> bins;
  for (std::int64_t i = first; i < end; ++i) {
    bins.push_back({static_cast<double>(i) * width, static_cast<double>(i + 1) * width});
  }
  for (const double value : sorted) {
    const auto place = static_cast<std::int64_t>(std::clamp(std::floor(value / width + 1e-9),
                                                            static_cast<double>(first),
                                                            static_cast<double>(end - 1)));
    bins[static_cast<std::size_t>(place - first)].count += 1;
  }
  return bins;
}

std::string histogram(std::vector<double> values, const HistogramWords& words) {
  if (values.empty()) return {};
  const auto bins = bins_of(values);
  std::ranges::sort(values);
  const std::size_t largest = std::ranges::max(bins, {}, &Bin::count).count;
  const int decimals = bins.front().to - bins.front().from < 0.0099 ? 2 : 0;
  const std::string told = "mean " + percent(mean(values)) + ", median " + percent(median(values)) +
                           ", from " + percent(values.front()) + " to " + percent(values.back());

  std::string html = "<p class=\"note\">" + grouped(static_cast<double>(values.size()), 0) + ' ' +
                     std::string{values.size() == 1 ? words.one : words.many} + ": " + told +
                     "</p><div class=\"bars\" role=\"img\" aria-label=\"" +
                     std::string{words.title} + ": " + told + "\">";
  for (std::size_t i = 0; i < bins.size(); ++i) {
    html += bar(bins[i], largest, decimals, i == 0, i + 1 == bins.size(), words);
  }
  return html + "</div>" + axis(bins, decimals);
}

std::string trade_histogram(const std::vector<backtest::TradeRow>& trades) {
  if (trades.empty()) return "<p class=\"empty\">No trade was closed.</p>";
  std::vector<double> returns;
  returns.reserve(trades.size());
  for (const auto& trade : trades) returns.push_back(trade.return_);
  return histogram(std::move(returns), {});
}

}  // namespace tw::report
