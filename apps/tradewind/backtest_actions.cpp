#include "backtest_actions.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "formats/action_history.hpp"
#include "ingest/action_store.hpp"
#include "ingest/load_actions.hpp"
#include "stored_bars.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

using formats::DatedAction;

void refuse_contradictions(const formats::BacktestRequest& request) {
  if (request.spec.adjusted) {
    throw Failure{ExitCode::BadUsage,
                  "--adjusted and --actions both take splits out of prices; give one of them"};
  }
  if (request.spec.basis == PriceBasis::Total) {
    throw Failure{
        ExitCode::BadUsage,
        "--basis is 'total', prices without splits and dividends, so that --actions would "
        "apply them twice; leave one of them out"};
  }
}

/// Reads the files; a file that names no symbol is about the run's only one, else about that of its
/// name.
std::vector<DatedAction> rows_of(const formats::BacktestRequest& request, const std::string& home,
                                 std::size_t feeds) {
  std::vector<DatedAction> rows;
  if (request.actions.empty()) {
    auto kept = ingest::stored_actions(home_of(home));
    if (!kept) throw Failure{ExitCode::BadData, kept.error().message};
    return std::move(*kept);
  }
  for (const std::string& path : request.actions) {
    auto read = ingest::load_actions(path, feeds == 1 ? "" : ingest::symbol_of_file(path));
    if (!read) throw Failure{ExitCode::BadData, read.error().message};
    rows.insert(rows.end(), read->begin(), read->end());
  }
  return rows;
}

void attach(const std::vector<DatedAction>& rows, PriceBasis basis, backtest::Feed& feed) {
  const std::string& symbol = feed.instrument.symbol;
  auto history = formats::action_history(rows, symbol);
  if (!history) {
    throw Failure{ExitCode::BadData, "--actions of '" + symbol + "': " + history.error()};
  }
  *history = formats::on_basis(std::move(*history), basis);
  if (const auto refused = formats::refuse_actions(*history, feed.bars, basis)) {
    throw Failure{ExitCode::BadData, "'" + symbol + "' " + *refused};
  }
  for (CorporateAction& action : history->actions) {
    action.instrument = feed.instrument.id;
    action.currency = feed.instrument.currency;
  }
  feed.actions = std::move(history->actions);
  feed.symbols = std::move(history->symbols);
}

}  // namespace

void attach_actions(const formats::BacktestRequest& request, const std::string& home,
                    BacktestData& data) {
  const PriceBasis basis = request.spec.basis;
  const bool knows_basis = basis == PriceBasis::Raw || basis == PriceBasis::Split;
  if (request.actions.empty() && (!request.data.empty() || !knows_basis)) return;
  refuse_contradictions(request);
  const std::vector<DatedAction> rows = rows_of(request, home, data.feeds.size());
  bool has_any = false;
  for (backtest::Feed& feed : data.feeds) {
    attach(rows, basis, feed);
    has_any = has_any || !feed.actions.empty();
  }
  data.applies_actions = true;
  if (!has_any && !request.actions.empty()) {
    data.warnings.push_back("--actions: none of its " + std::to_string(rows.size()) +
                            " rows is about what is tested; name the symbol with --symbol");
  }
  // Only what is held against itself has the same units; another benchmark has its own file.
  if (request.benchmark.empty()) data.benchmark_feeds = data.feeds;
}

}  // namespace tw::app
