#include "stored_bars.hpp"

#include <utility>

#include "command_line.hpp"
#include "market/timeframe.hpp"
#include "store/home.hpp"
#include "verb.hpp"

namespace tw::app {

void add_home_option(Verb verb, std::string& home) {
  verb.option("--home", home,
              "Folder of our state (default: TRADEWIND_HOME, else $XDG_DATA_HOME/tradewind)")
      .type_name("DIR");
}

std::string home_of(const std::string& flag) {
  auto home = store::find_home(flag);
  if (!home) throw Failure{ExitCode::BadUsage, home.error().message};
  return *std::move(home);
}

store::MappedBars stored_bars(const StoredQuery& query) {
  store::BarQuery wanted{.symbol = query.symbol, .timeframe = {}, .source = {}};
  if (!query.timeframe.empty()) {
    wanted.timeframe = parse_timeframe(query.timeframe);
    if (!wanted.timeframe) {
      throw Failure{ExitCode::BadUsage, "--timeframe is '" + query.timeframe +
                                            "', which is none: write 1m, 5m, 1h, 1d, 1w or 1mo"};
    }
  }
  if (!query.source.empty()) wanted.source = query.source;
  auto bars = store::BarStore{home_of(query.home)}.get(wanted);
  if (bars) return *std::move(bars);
  const bool is_usage = bars.error().kind == store::StoreError::Kind::Ambiguous;
  throw Failure{is_usage ? ExitCode::BadUsage : ExitCode::BadData, bars.error().message};
}

}  // namespace tw::app
