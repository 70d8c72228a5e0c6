#include "backtest/sleeves.hpp"

#include <algorithm>

namespace tw::backtest {
namespace {

bool trades(const Sleeve& sleeve, const std::string& symbol) {
  return sleeve.symbols.empty() ||
         std::ranges::find(sleeve.symbols, symbol) != sleeve.symbols.end();
}

Feed line_of(const Feed& feed, std::size_t sleeve, InstrumentId id) {
  Feed line = feed;
  line.sleeve = sleeve;
  line.instrument.id = id;
  line.bars.instrument = id;
  for (CorporateAction& action : line.actions) action.instrument = id;
  return line;
}

}  // namespace

std::vector<Sleeve> sleeves_of(const BacktestSpec& spec) {
  if (!spec.sleeves.empty()) return spec.sleeves;
  return {{.name = spec.strategy, .strategy = spec.strategy, .parameters = spec.parameters}};
}

std::vector<Feed> lines_of(const BacktestSpec& spec, const std::vector<Feed>& feeds) {
  if (spec.sleeves.empty()) return feeds;
  std::vector<Feed> lines;
  for (std::size_t sleeve = 0; sleeve < spec.sleeves.size(); ++sleeve) {
    for (const Feed& feed : feeds) {
      if (!trades(spec.sleeves[sleeve], feed.instrument.symbol)) continue;
      const InstrumentId id{static_cast<std::uint32_t>(lines.size())};
      lines.push_back(line_of(feed, sleeve, id));
    }
  }
  return lines;
}

}  // namespace tw::backtest
