#include <algorithm>
#include <memory>

#include "command_line.hpp"
#include "market/label_range.hpp"
#include "market_desk.hpp"
#include "market_verbs.hpp"
#include "output.hpp"
#include "report/number_text.hpp"
#include "report/terminal_text.hpp"
#include "terminal.hpp"

namespace tw::app {
namespace {

constexpr const char* kHistoryFooter =
    "Shows bars and keeps none; `tradewind data` keeps history. The running bar, which will still\n"
    "change, is marked with *. Times are UTC.\n"
    "\n"
    "Examples:\n"
    "  tradewind history AAPL --days 30\n"
    "  tradewind history AAPL --timeframe 5m --days 2 --csv AAPL.csv\n"
    "  tradewind history BTC/USD --from 2024-01-01 --to 2024-01-31 --provider polygon --json\n"
    "\n"
    "Exit codes: 0 done, 1 no provider answered, 2 bad usage or a timeframe that no provider has,\n"
    "3 a symbol that nobody knows, or nothing in that range.\n";

/// Rows in the terminal; files and JSON have all.
constexpr std::size_t kShownMax = 400;

struct HistoryFlags {
  MarketFlags market;
  std::string symbol;
  int days = 30;
  std::string from;
  std::string to;
  std::string timeframe = "1d";
  std::string basis;
  bool with_extended_hours = false;
  std::string csv;
};

using Answer = providers::Sourced<vendor::History>;

Timestamp end_of(const std::string& text, bool is_last, const char* option) {
  const auto end = parse_range_end(text);
  if (!end) {
    throw Failure{ExitCode::BadUsage,
                  std::string{option} + " is '" + text + "'; write 2024-01-31 or 2024-01-31T14:30"};
  }
  if (end->at) return *end->at;
  return is_last ? (end->date + 1).midnight() - Duration{1} : end->date.midnight();
}

vendor::HistoryRequest request_of(const HistoryFlags& flags, Timestamp now) {
  vendor::HistoryRequest request{.symbol = symbol_of(flags.symbol),
                                 .timeframe = {},
                                 .from = {},
                                 .to = now,
                                 .with_extended_hours = flags.with_extended_hours,
                                 .basis = PriceBasis::Unknown};
  const auto timeframe = parse_timeframe(flags.timeframe);
  if (!timeframe) {
    throw Failure{ExitCode::BadUsage, "--timeframe is '" + flags.timeframe +
                                          "', which is none: write 1m, 5m, 1h, 1d, 1w or 1mo"};
  }
  request.timeframe = *timeframe;
  if (!flags.basis.empty()) request.basis = *parse_basis(flags.basis);
  if (!flags.to.empty()) request.to = end_of(flags.to, true, "--to");
  request.from = Date::of(request.to - Duration::days(flags.days)).midnight();
  if (!flags.from.empty()) request.from = end_of(flags.from, false, "--from");
  if (request.from > request.to) {
    throw Failure{ExitCode::BadUsage,
                  "--from " + to_string(request.from) + " is after --to " + to_string(request.to)};
  }
  return request;
}

std::string label_text(const vendor::History& history, Timestamp label) {
  return history.timeframe.is_intraday() ? to_string(label) : to_string(Date::of(label));
}

std::string csv_text(const vendor::History& history) {
  bool has_adjusted = false;
  for (const vendor::HistoryRow& row : history.rows) {
    has_adjusted = has_adjusted || row.adjusted_close.has_value();
  }
  std::string text = history.timeframe.is_intraday() ? "timestamp" : "date";
  text +=
      has_adjusted ? ",open,high,low,close,adj_close,volume\n" : ",open,high,low,close,volume\n";
  for (const vendor::HistoryRow& row : history.rows) {
    if (!row.is_complete) continue;  // A file is read later, when the bar has become another.
    text += label_text(history, row.label);
    for (const Price price : {row.open, row.high, row.low, row.close}) {
      text += ',';
      text += to_string(price);
    }
    if (has_adjusted) {
      text += ',';
      if (row.adjusted_close) text += to_string(*row.adjusted_close);
    }
    text += ',';
    text += to_string(row.volume);
    text += '\n';
  }
  return text;
}

std::string json_text(const Answer& answer, const std::string& note) {
  const vendor::History& history = answer.value;
  report::JsonWriter json;
  json.begin_object();
  json.member("symbol", history.symbol);
  json.member("timeframe", to_string(history.timeframe));
  json.member("basis", to_string(history.basis));
  json.member("currency", history.currency.view());
  json.member("nulls_skipped", history.nulls_skipped);
  json.member("repeats_merged", history.repeats_merged);
  json.member("rounded_values", history.rounded_values);
  add_provenance(json, answer);
  json.key("notes").begin_array();
  if (!note.empty()) json.value(note);
  json.end_array();
  json.key("bars").begin_array();
  for (const vendor::HistoryRow& row : history.rows) {
    json.compact(true).begin_object();
    json.member(history.timeframe.is_intraday() ? "start" : "date", label_text(history, row.label));
    json.member("open", row.open);
    json.member("high", row.high);
    json.member("low", row.low);
    json.member("close", row.close);
    if (row.adjusted_close) json.member("adjusted_close", *row.adjusted_close);
    json.member("volume", row.volume);
    if (!row.is_complete) json.member("is_complete", false);
    json.end_object().compact(false);
  }
  json.end_array().end_object();
  return json.take();
}

std::string table_text(const Answer& answer) {
  const vendor::History& history = answer.value;
  const std::size_t width = history.timeframe.is_intraday() ? 22 : 12;
  std::string text = report::left(history.timeframe.is_intraday() ? "start" : "date", width);
  for (const char* name : {"open", "high", "low", "close"}) text += report::right(name, 12);
  text += report::right("volume", 18) + "\n";
  const std::size_t size = history.rows.size();
  const std::size_t first = size > kShownMax ? size - kShownMax : 0;
  if (first > 0) text += "... " + std::to_string(first) + " earlier bars: --csv FILE has them\n";
  for (std::size_t i = first; i < size; ++i) {
    const vendor::HistoryRow& row = history.rows[i];
    text += report::left(label_text(history, row.label), width);
    for (const Price price : {row.open, row.high, row.low, row.close}) {
      text += report::right(report::price_text(price), 12);
    }
    text += report::right(report::grouped(row.volume.as_double(), 0), 18);
    text += row.is_complete ? "\n" : " *\n";
  }
  return text + std::to_string(size) + " bars, prices " + std::string{to_string(history.basis)} +
         ", " + provenance_text(answer) + "\n";
}

/// Returns when the history of a symbol begins where `request` lies before it, or nothing.
std::optional<Timestamp> first_bar(vendor::HistoryRequest request, providers::Router& router,
                                   const providers::Choice& choice) {
  request.from = Date::from_civil(1960, 1, 1)->midnight();
  request.to = providers::this_machine().now();
  request.timeframe = kDaily;
  const auto all = router.history(request, choice);
  if (!all || all->value.rows.empty()) return std::nullopt;
  return all->value.rows.front().label;
}

std::string no_bars_line(const vendor::HistoryRequest& request) {
  return request.symbol + ": there are no bars of " + to_string(request.timeframe) + " from " +
         to_string(Date::of(request.from)) + " to " + to_string(Date::of(request.to));
}

/// Throws where nobody who would be asked keeps bars as old as the end of the range.
void refuse_beyond_reach(const vendor::HistoryRequest& request, MarketDesk& desk,
                         const std::string& provider, Timestamp now) {
  std::string reaches;
  for (const providers::Member* member :
       desk.router().in_order(vendor::Operation::History, request.symbol, provider)) {
    const vendor::VendorFacts& facts = member->vendor->facts();
    const bool has_timeframe = std::ranges::count(facts.timeframes, request.timeframe) > 0;
    if (!member->unusable.empty() || !has_timeframe) continue;
    const auto refusal = vendor::out_of_reach(facts, request, now);
    if (!refusal) return;
    reaches += (reaches.empty() ? ": " : ", ") + refusal->what;
  }
  if (reaches.empty()) return;
  throw Failure{ExitCode::BadData,
                no_bars_line(request) + reaches +
                    "; choose a later --to, a longer --timeframe or another --provider"};
}

/// Returns a line where the bars begin later than was asked, since their source keeps none older.
std::string reach_note(const vendor::HistoryRequest& request, const Answer& answer,
                       MarketDesk& desk, Timestamp now) {
  const auto reach = vendor::short_of(desk.member(answer.source).vendor->facts(), request.timeframe,
                                      request.from, now);
  return reach ? *reach + ", so the range begins there" : std::string{};
}

void history(const HistoryFlags& flags) {
  const Timestamp now = providers::this_machine().now();
  const vendor::HistoryRequest request = request_of(flags, now);
  if (!flags.csv.empty() && flags.csv == flags.market.json) {
    throw Failure{ExitCode::BadUsage, "--csv and --json name the same place; give them two"};
  }
  MarketDesk desk{flags.market};
  const providers::Choice choice = flags.market.choice();
  refuse_beyond_reach(request, desk, choice.provider, now);
  auto answer = desk.router().history(request, choice);
  const bool is_empty =
      answer ? answer->value.rows.empty() : answer.error().outcome() == vendor::Outcome::NoData;
  if (is_empty) {
    std::string line = no_bars_line(request);
    if (const auto first = first_bar(request, desk.router(), choice);
        first && *first > request.to) {
      line += "; its history begins on " + to_string(Date::of(*first));
    }
    throw Failure{ExitCode::BadData, line};
  }
  const Answer bars = or_fail(std::move(answer), request.symbol, desk);
  const std::string note = reach_note(request, bars, desk, now);
  const bool is_stdout_taken = flags.market.is_json_on_stdout() || flags.csv == "-";
  if (!flags.csv.empty()) write_text(flags.csv, csv_text(bars.value));
  if (!flags.market.json.empty()) write_text(flags.market.json, json_text(bars, note));
  if (!is_stdout_taken) print(table_text(bars), false);
  if (!note.empty()) print("note: " + note + '\n', is_stdout_taken);
}

}  // namespace

void add_history(Verb root) {
  const Verb verb = root.verb("history", "Bars of a symbol, straight from a provider");
  verb.footer(kHistoryFooter);
  auto flags = std::make_shared<HistoryFlags>();
  add_market_options(verb, flags->market);
  verb.option("symbol", flags->symbol, "Whose bars").required().type_name("SYMBOL");
  verb.option("--days", flags->days, "How far back from --to, in days (default: 30)")
      .in_range(1, 36'600)
      .type_name("N");
  verb.option("--from", flags->from, "The first date or time, in UTC, instead of --days")
      .type_name("TIME");
  verb.option("--to", flags->to, "The last one (default: now)").type_name("TIME");
  verb.option("--timeframe", flags->timeframe, "1m, 5m, 1h, 1d, 1w, 1mo ... (default: 1d)")
      .type_name("SPAN");
  verb.option("--basis", flags->basis, "Prices raw, or adjusted for split or total")
      .one_of({"raw", "split", "total"});
  verb.flag("--extended", flags->with_extended_hours, "With the hours before and after");
  verb.option("--csv", flags->csv, "Write finished bars as CSV there; - is standard output")
      .may_be_bare()
      .type_name("[FILE|-]");
  verb.runs([flags] { history(*flags); });
}

}  // namespace tw::app
