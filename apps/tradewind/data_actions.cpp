#include <algorithm>
#include <utility>
#include <vector>

#include "data.hpp"
#include "formats/action_history.hpp"
#include "ingest/action_store.hpp"
#include "ingest/load_actions.hpp"
#include "output.hpp"
#include "report/json_writer.hpp"
#include "report/terminal_text.hpp"
#include "store/file.hpp"
#include "stored_bars.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

using formats::ActionHistory;
using formats::DatedAction;

std::vector<DatedAction> stored_rows(const std::string& home) {
  auto rows = ingest::stored_actions(home);
  if (!rows) throw Failure{ExitCode::BadData, rows.error().message};
  return std::move(*rows);
}

ActionHistory history_of(const std::vector<DatedAction>& rows, const std::string& symbol) {
  auto history = formats::action_history(rows, symbol);
  if (!history) {
    throw Failure{ExitCode::BadData, "the actions of '" + symbol + "': " + history.error()};
  }
  return std::move(*history);
}

/// Returns the rows that tell of `action`, one for each source that does.
std::vector<DatedAction> told_by(const std::vector<DatedAction>& rows,
                                 const CorporateAction& action) {
  std::vector<DatedAction> told;
  for (const DatedAction& row : rows) {
    const bool is_it = row.action.kind == action.kind && row.action.ex_date == action.ex_date;
    if (is_it && !row.source.empty()) told.push_back(row);
  }
  return told;
}

void write_sources(report::JsonWriter& json, const std::vector<DatedAction>& told) {
  json.key("sources").begin_array();
  for (const DatedAction& row : told) {
    json.begin_object().member("source", row.source);
    json.member("as_of", row.as_of ? to_string(*row.as_of) : "").end_object();
  }
  json.end_array();
}

std::string to_json(const std::string& symbol, const ActionHistory& history,
                    const std::vector<DatedAction>& rows) {
  report::JsonWriter json;
  json.begin_object().member("symbol", symbol);
  json.key("actions").begin_array().compact(true);
  for (const CorporateAction& action : history.actions) {
    json.begin_object().member("date", to_string(action.ex_date));
    switch (action.kind) {
      case CorporateAction::Kind::Split:
        json.member("kind", "split");
        json.member("numerator", action.numerator).member("denominator", action.denominator);
        break;
      case CorporateAction::Kind::CashDividend:
        json.member("kind", "dividend").member("amount", action.amount);
        break;
      case CorporateAction::Kind::SymbolChange:
        json.member("kind", "symbol_change").member("new_symbol", action.symbol.view());
        break;
      case CorporateAction::Kind::Delisting:
        json.member("kind", "delisting").member("amount", action.amount);
        break;
    }
    write_sources(json, told_by(rows, action));
    json.end_object();
  }
  json.end_array().compact(false).end_object();
  return json.take();
}

/// Returns the factors of a file as they stand where it is a factor file, else those that its
/// actions, or the home's, make of bars that are on `basis`.
std::vector<AdjustmentFactor> factors_by(const AdjustedRead& how, const std::string& symbol,
                                         PriceBasis basis, const BarSeries& bars) {
  if (how.actions.empty()) {
    const auto history = history_of(stored_rows(home_of(how.home)), symbol);
    return factors_of(formats::on_basis(history, basis).actions, bars);
  }
  const auto text = store::FileText::read(how.actions);
  if (!text) throw Failure{ExitCode::BadData, text.error().message};
  if (auto factors = formats::parse_factors(text->view())) {
    // What splits took out of the prices is out: the rest of each factor is the dividends'.
    for (AdjustmentFactor& factor : *factors) {
      if (basis == PriceBasis::Split) factor.split = AdjustmentFactor::kScale;
    }
    return std::move(*factors);
  }
  auto rows = ingest::load_actions(how.actions, "");
  if (!rows) throw Failure{ExitCode::BadData, rows.error().message};
  return factors_of(formats::on_basis(history_of(*rows, symbol), basis).actions, bars);
}

}  // namespace

void import_actions(const DataImport& request) {
  const std::string home = home_of(request.home);
  for (const std::string& file : request.actions) {
    const std::string& given = request.options.symbol;
    auto rows = ingest::load_actions(file, given.empty() ? ingest::symbol_of_file(file) : given);
    if (!rows) throw Failure{ExitCode::BadData, rows.error().message};
    const auto is_scaled = [](const DatedAction& row) { return row.is_split_adjusted; };
    if (std::ranges::any_of(*rows, is_scaled)) {
      throw Failure{ExitCode::BadUsage,
                    "'" + file +
                        "' has dividends in the units of a later day, which need the "
                        "splits beside them: give both to 'backtest --actions'"};
    }
    auto kept = ingest::keep_actions(home, std::move(*rows));
    if (!kept) {
      throw Failure{kept.error().could_not_keep ? ExitCode::Failed : ExitCode::BadData,
                    kept.error().message};
    }
    print(file + ": " + std::to_string(kept->added) + " actions new, " +
              std::to_string(kept->known) + " known, kept in " + kept->stored_at + '\n',
          request.json == "-");
  }
}

void run_data_actions(const DataActions& request) {
  std::vector<DatedAction> rows = stored_rows(home_of(request.home));
  const ActionHistory history = history_of(rows, request.symbol);
  std::erase_if(rows, [&](const DatedAction& row) { return row.symbol != request.symbol; });
  if (!request.json.empty()) write_text(request.json, to_json(request.symbol, history, rows));
  if (history.actions.empty()) {
    throw Failure{ExitCode::BadData, "there are no corporate actions of '" + request.symbol +
                                         "'; bring some in with 'tradewind data import --actions "
                                         "FILE'"};
  }
  std::string text;
  for (const CorporateAction& action : history.actions) {
    text += report::left(to_string(action.ex_date), 12) + formats::describe(action);
    for (const DatedAction& row : told_by(rows, action)) {
      text += "  [" + row.source + (row.as_of ? ", " + to_string(*row.as_of) : "") + "]";
    }
    text += '\n';
  }
  print(text, request.json == "-");
}

BarTable adjusted_bars(const AdjustedRead& how, const store::MappedBars& stored,
                       const BarSeries& bars) {
  if (how.adjust != "split" && how.adjust != "total") {
    throw Failure{ExitCode::BadUsage,
                  "--adjust is '" + how.adjust + "', which is none: write split or total"};
  }
  const Adjustment adjustment = how.adjust == "split" ? Adjustment::Split : Adjustment::Total;
  const std::string& symbol = stored.key().symbol;
  const PriceBasis basis = stored.provenance().basis;
  const bool is_there =
      basis == (adjustment == Adjustment::Split ? PriceBasis::Split : PriceBasis::Total);
  if (basis == PriceBasis::Total && !is_there) {
    throw Failure{ExitCode::BadUsage,
                  "the prices of '" + symbol + "' from '" + stored.key().source +
                      "' are without dividends already and cannot be given back on basis split: "
                      "fetch or import them with --basis raw"};
  }
  const auto factors =
      is_there ? std::vector<AdjustmentFactor>{} : factors_by(how, symbol, basis, bars);
  if (factors.empty() && !is_there) {
    throw Failure{ExitCode::BadData,
                  "there is nothing to adjust '" + symbol +
                      "' by; name a file with --actions, or "
                      "bring one in with 'tradewind data import --actions FILE'"};
  }
  auto table = tw::adjusted(bars, factors, adjustment);
  if (!table) {
    throw Failure{ExitCode::BadData, "the factors of '" + symbol +
                                         "' take its prices out of range; correct the actions"};
  }
  return std::move(*table);
}

}  // namespace tw::app
