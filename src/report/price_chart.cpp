#include "report/price_chart.hpp"

#include <algorithm>
#include <vector>

#include "report/html.hpp"
#include "report/number_text.hpp"
#include "report/svg_chart.hpp"

namespace tw::report {
namespace {

using backtest::TradeRow;

constexpr std::size_t kMarkedTradesMax = 150;

std::vector<const PlacedTrade*> trades_of(const ChartData& data, std::size_t symbol) {
  std::vector<const PlacedTrade*> trades;
  for (const PlacedTrade& trade : data.trades) {
    if (trade.symbol == symbol) trades.push_back(&trade);
  }
  return trades;
}

/// Keeps those that moved most money, in their order of time.
void keep_largest(std::vector<const PlacedTrade*>& trades) {
  if (trades.size() <= kMarkedTradesMax) return;
  std::ranges::stable_sort(trades, std::ranges::greater{},
                           [](const PlacedTrade* trade) { return magnitude(trade->row->pnl); });
  trades.resize(kMarkedTradesMax);
  std::ranges::sort(trades, {}, [](const PlacedTrade* trade) { return trade->row; });
}

std::string describe(const TradeRow& row) {
  return std::string{row.is_long ? "Long " : "Short "} + quantity_text(magnitude(row.quantity)) +
         ", " + to_string(row.entry_at) + " at " + price_text(row.entry_price) + " to " +
         to_string(row.exit_at) + " at " + price_text(row.exit_price) + ": " + percent(row.return_);
}

/// Where one end of a trade stands in the plot, both as fractions.
struct Place {
  double x;
  double y;
};

std::string mark(const Place& place, std::string_view kind, std::string_view outcome,
                 const std::string& title) {
  return "<i class=\"mark " + std::string{kind} + ' ' + std::string{outcome} +
         "\" style=\"left:" + coordinate(place.x * 100.0) + "%;top:" + coordinate(place.y * 100.0) +
         "%\" title=\"" + escaped(title) + "\"></i>";
}

/// The two ends of every trade and the lines between them.
struct Marks {
  std::string ends;
  std::string gains;
  std::string losses;
};

void add_trade(Marks& marks, const PlacedTrade& trade, const ValueScale& scale, std::size_t count) {
  const TradeRow& row = *trade.row;
  const double last = count < 2 ? 1.0 : static_cast<double>(count - 1);
  const Place entry{static_cast<double>(trade.entry) / last,
                    scale.down(row.entry_price.as_double())};
  const Place exit{static_cast<double>(trade.exit) / last, scale.down(row.exit_price.as_double())};
  const bool is_gain = row.pnl >= Money{};
  const std::string_view outcome = is_gain ? "gain" : "loss";
  const std::string text = describe(row);
  marks.ends += mark(entry, row.is_long ? "long" : "short", outcome, text);
  marks.ends += mark(exit, "exit", outcome, text);
  std::string& lines = is_gain ? marks.gains : marks.losses;
  lines += 'M' + coordinate(entry.x * 1000.0) + ' ' + coordinate(entry.y * 1000.0) + 'L' +
           coordinate(exit.x * 1000.0) + ' ' + coordinate(exit.y * 1000.0);
}

}  // namespace

std::string price_chart(const ChartData& data, std::size_t symbol) {
  const std::string number = std::to_string(symbol);
  const std::string id = "price-" + number;
  const Curve* curve = data.find("price_" + number);
  auto trades = trades_of(data, symbol);
  const std::size_t all = trades.size();
  keep_largest(trades);

  Chart chart{.id = id,
              .title = data.symbols[symbol] + " price and trades",
              .note = {},
              .summary = "Price of " + data.symbols[symbol] + " with " + std::to_string(all) +
                         " trades; the trade list below has each.",
              .curves = {{curve, "price"}},
              .unit = ChartUnit::Price,
              .has_log_scale = true,
              .price_symbol = static_cast<int>(symbol)};
  chart.note = std::to_string(all) + (all == 1 ? " trade." : " trades.");
  if (trades.size() < all) {
    chart.note +=
        " The " + std::to_string(trades.size()) + " largest are marked, zoom in to see the others.";
  }
  Marks marks;
  const ValueScale scale = value_scale(chart);
  for (const PlacedTrade* trade : trades) add_trade(marks, *trade, scale, data.at.size());
  const std::string overlay =
      "<svg viewBox=\"0 0 1000 1000\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
      "<path class=\"held gain\" d=\"" +
      marks.gains + "\"/><path class=\"held loss\" d=\"" + marks.losses + "\"/></svg>" + marks.ends;
  return svg_chart(chart, data, overlay);
}

}  // namespace tw::report
