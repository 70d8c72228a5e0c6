#include "data_fetch.hpp"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "command_line.hpp"
#include "database_there.hpp"
#include "ingest/action_copy.hpp"
#include "ingest/action_store.hpp"
#include "ingest/catalog_copy.hpp"
#include "ingest/fetch.hpp"
#include "ingest/source_comparison.hpp"
#include "interrupt.hpp"
#include "market/label_range.hpp"
#include "market/session_calendar.hpp"
#include "output.hpp"
#include "progress.hpp"
#include "report/number_text.hpp"
#include "report/terminal_text.hpp"
#include "store/database.hpp"
#include "stored_bars.hpp"

namespace tw::app {
namespace {

constexpr const char* kDataFetchFooter =
    "Asks only for what is not in the store yet: the end that is missing, and once more for "
    "sessions\n"
    "without a bar. Each answer is kept before the next question, so a fetch that was interrupted "
    "goes\n"
    "on where it was. The running bar is not kept. Where a source has restated its history, as "
    "after a\n"
    "split, all of it is fetched anew and the old one goes on under its day (data list).\n"
    "\n"
    "Examples:\n"
    "  tradewind data fetch --symbols AAPL,MSFT --from 2015-01-01\n"
    "  tradewind data fetch --symbols AAPL --from 2024-01-01 --provider stooq\n"
    "  tradewind data fetch --symbols SPY --timeframe 5m --json fetched.json\n"
    "\n"
    "Exit codes: 0 done, 1 a provider or the disk failed, 2 bad usage, a timeframe that no "
    "provider\n"
    "has or a key that is not set, 3 a symbol that nobody knows, or no bars in that range.\n";

constexpr Duration kDeadline = Duration::seconds(90);  // A budget of 5 a minute refills in it.
constexpr std::string_view kFirstDay = "1960-01-01";
constexpr Duration kIntradayDefault = Duration::days(30);

struct NotFetched {
  std::string symbol;
  ingest::FetchError error;
};

/// A series that is in the store, and what became of what belongs to it.
struct Fetched {
  ingest::FetchedSeries series;
  ingest::KeptActions actions;
  ingest::SourceComparison comparison;
};

struct Fetches {
  std::vector<Fetched> done;
  std::vector<NotFetched> failed;
};

Timestamp end_of(const std::string& text, bool is_last, const char* option) {
  const auto end = parse_range_end(text);
  if (!end) {
    throw Failure{ExitCode::BadUsage,
                  std::string{option} + " is '" + text + "'; write 2024-01-31 or 2024-01-31T14:30"};
  }
  if (end->at) return is_last ? *end->at + Duration{1} : *end->at;
  return (is_last ? end->date + 1 : end->date).midnight();
}

/// Returns what to fetch of a symbol that is still to be named.
ingest::FetchRequest request_of(const DataFetch& flags, Timestamp now) {
  ingest::FetchRequest request{.symbol = {},
                               .timeframe = {},
                               .wanted = {},
                               .calendar = std::nullopt,
                               .basis = PriceBasis::Unknown,
                               .again = flags.again,
                               .now = now};
  const auto timeframe = parse_timeframe(flags.timeframe);
  if (!timeframe) {
    throw Failure{ExitCode::BadUsage, "--timeframe is '" + flags.timeframe +
                                          "', which is none: write 1m, 5m, 1h, 1d, 1w or 1mo"};
  }
  request.timeframe = *timeframe;
  if (flags.calendar != "auto") {
    request.calendar = parse_calendar(flags.calendar);
    if (!request.calendar) {
      throw Failure{ExitCode::BadUsage, "--calendar is '" + flags.calendar +
                                            "', which is none: write auto, nyse, 24x7, fx or cme"};
    }
  }
  if (!flags.basis.empty()) request.basis = *parse_basis(flags.basis);
  request.wanted.until =
      flags.to.empty() ? (Date::of(now) + 1).midnight() : end_of(flags.to, true, "--to");
  if (!flags.from.empty()) {
    request.wanted.from = end_of(flags.from, false, "--from");
  } else if (timeframe->is_intraday()) {
    request.wanted.from = Date::of(request.wanted.until - kIntradayDefault).midnight();
  } else {
    request.wanted.from = parse_date(kFirstDay)->midnight();
  }
  if (request.wanted.empty()) {
    throw Failure{ExitCode::BadUsage,
                  "--from '" + flags.from + "' is after --to '" + flags.to + "': exchange them"};
  }
  return request;
}

/// Returns the vendors that may be asked: the named one, or all that can be, in order.
std::vector<ingest::HistorySource> sources_of(MarketDesk& desk, const std::string& provider) {
  std::vector<ingest::HistorySource> sources;
  std::string unusable;
  for (const providers::Member& member : desk.router().members()) {
    if (provider != "auto" && member.name() != provider) continue;
    const vendor::VendorFacts& facts = member.vendor->facts();
    if (!facts.operations.has(vendor::Operation::History)) continue;
    if (!member.unusable.empty()) {
      unusable += (unusable.empty() ? "" : ", ") + member.name() + ": " + member.unusable;
      continue;
    }
    sources.push_back(
        {facts,
         [&desk, name = member.name()](
             const vendor::HistoryRequest& request) -> vendor::Answer<vendor::History> {
           auto answer = desk.router().history(request, {.provider = name, .deadline = kDeadline});
           if (answer) return std::move(answer->value);
           const auto& said = answer.error().said;
           if (!said.empty()) return std::unexpected{said.back().refusal};
           return std::unexpected{vendor::Refusal{.outcome = answer.error().outcome(),
                                                  .what = answer.error().text(),
                                                  .retry_after = std::nullopt,
                                                  .is_malformed = false}};
         }});
  }
  if (!sources.empty()) return sources;
  if (provider != "auto") {
    throw Failure{ExitCode::BadUsage,
                  "'" + provider + "' offers no history; see 'tradewind providers'"};
  }
  throw Failure{ExitCode::BadUsage,
                "there is no provider of history to ask" +
                    (unusable.empty() ? "; see 'tradewind providers'" : ": " + unusable)};
}

/// Keeps the corporate actions of a series that was asked for. They come after its bars: without
/// them these are worth as much.
ingest::KeptActions keep_actions_of(ingest::FetchedSeries& series, const std::string& home,
                                    MarketDesk& desk, Timestamp now) {
  const vendor::VendorFacts& facts = desk.member(series.key.source).vendor->facts();
  if (series.questions == 0 || !facts.operations.has(vendor::Operation::Actions)) return {};
  const auto first = parse_range_end(series.first);
  const auto answer = desk.router().actions(
      {.symbol = series.key.symbol, .from = first->date.midnight(), .to = now},
      {.provider = facts.name, .deadline = kDeadline});
  if (!answer) {
    if (answer.error().outcome() != vendor::Outcome::NoData) {
      series.warnings.push_back("splits and dividends did not come: " + answer.error().text());
    }
    return {};
  }
  auto kept = ingest::keep_actions(
      home, ingest::actions_said(series.key.symbol, facts, answer->value, Date::of(now)));
  if (kept) return std::move(*kept);
  series.warnings.push_back("splits and dividends were not kept: " + kept.error().message);
  return {};
}

/// Copies what the catalogue says of a series into the database, where there is one.
void copy_to_database(ingest::FetchedSeries& series, const std::string& home, Timestamp now) {
  const auto address = database_there({.database = "", .home = home});
  std::error_code ignored;
  const auto quarantine = ingest::quarantined_bars(home, series.key.symbol, series.key.timeframe);
  const auto actions = ingest::stored_actions(home);
  if (!address || !quarantine || !actions) return;
  const store::StoredBars bars{.key = series.key,
                               .calendar = series.calendar,
                               .rows = series.rows,
                               .first = series.first,
                               .last = series.last,
                               .bytes = std::filesystem::file_size(series.stored_at, ignored),
                               .path = series.stored_at};
  const auto db = store::open_database(*address, {.create = false});
  auto copied = db ? ingest::copy_to_database(**db, home, bars, *quarantine, now)
                   : std::expected<void, sql::Error>{std::unexpected{db.error()}};
  if (copied) {
    const std::string& symbol = series.key.symbol;
    copied =
        ingest::copy_actions(**db,
                             {.symbol = symbol,
                              .kind = std::string{to_string(providers::asset_class_of(symbol))},
                              .currency = series.provenance.currency,
                              .calendar = series.calendar},
                             *actions, now);
  }
  // The files are the truth: a fetch has not failed for want of their copy.
  if (!copied) {
    series.warnings.push_back("the catalogue's copy in the database is behind: " +
                              copied.error().message);
  }
}

std::string to_text(const Fetched& fetched) {
  const ingest::FetchedSeries& series = fetched.series;
  const ingest::SourceComparison& comparison = fetched.comparison;
  const store::Provenance& provenance = series.provenance;
  std::string text = series.key.symbol + ": " + std::to_string(series.rows) + " " +
                     to_string(series.key.timeframe) + " bars of " + series.key.source + ", " +
                     series.first + " to " + series.last + ", prices " +
                     std::string{to_string(provenance.basis)};
  if (!provenance.currency.empty()) text += " in " + provenance.currency;
  text += ", calendar " + std::string{to_string(series.calendar)} + "\n  " +
          std::to_string(series.merge.added) + " new, " + std::to_string(series.merge.changed) +
          " changed; " + std::to_string(series.questions) + " questions asked\n";
  const ingest::KeptActions& actions = fetched.actions;
  if (actions.added + actions.changed > 0) {
    text += "  corporate actions: " + std::to_string(actions.added) + " new, " +
            std::to_string(actions.changed) + " changed\n";
  }
  for (const std::string& warning : series.warnings) text += "  warning: " + warning + '\n';
  if (!comparison.disagreements.empty()) {
    text += "  warning: " + std::to_string(comparison.disagreements.size()) +
            " bars disagree with another source and are in quarantine: see 'tradewind data check " +
            series.key.symbol + "'\n";
  }
  for (const std::string& note : series.notes) text += "  note: " + note + '\n';
  return text;
}

void write_lines(report::JsonWriter& json, std::string_view name,
                 const std::vector<std::string>& lines) {
  json.key(name).begin_array();
  for (const std::string& line : lines) json.value(line);
  json.end_array();
}

void write_series(report::JsonWriter& json, const Fetched& fetched) {
  const ingest::FetchedSeries& series = fetched.series;
  json.begin_object();
  json.member("symbol", series.key.symbol);
  json.member("timeframe", to_string(series.key.timeframe));
  json.member("source", series.key.source);
  json.member("calendar", to_string(series.calendar));
  json.member("basis", to_string(series.provenance.basis));
  json.member("currency", series.provenance.currency);
  json.key("as_of");
  series.provenance.as_of ? json.value(to_string(*series.provenance.as_of)) : json.null();
  json.member("first", series.first);
  json.member("last", series.last);
  json.member("rows", series.rows);
  json.member("bars_added", series.merge.added);
  json.member("bars_unchanged", series.merge.unchanged);
  json.member("bars_changed", series.merge.changed);
  json.member("rows_set_aside", series.set_aside);
  json.member("questions", series.questions);
  json.key("earlier_vintage");
  series.earlier_vintage.empty() ? json.null() : json.value(series.earlier_vintage);
  json.member("actions_added", fetched.actions.added);
  json.member("actions_changed", fetched.actions.changed);
  json.member("bars_quarantined", fetched.comparison.disagreements.size());
  json.member("stored_at", series.stored_at);
  write_lines(json, "warnings", series.warnings);
  write_lines(json, "notes", series.notes);
  json.end_object();
}

std::string to_json(const Fetches& fetches, const std::string& home) {
  report::JsonWriter json;
  json.begin_object().member("home", home);
  json.key("fetched").begin_array();
  for (const Fetched& fetched : fetches.done) write_series(json, fetched);
  json.end_array().key("failed").begin_array();
  for (const NotFetched& each : fetches.failed) {
    json.begin_object()
        .member("symbol", each.symbol)
        .member("message", each.error.message)
        .end_object();
  }
  json.end_array().end_object();
  return json.take();
}

ExitCode code_of(ingest::FetchError::Kind kind) {
  using Kind = ingest::FetchError::Kind;
  if (kind == Kind::Usage) return ExitCode::BadUsage;
  return kind == Kind::Unknown || kind == Kind::NoBars ? ExitCode::BadData : ExitCode::Failed;
}

std::vector<std::string> symbols_of(const std::vector<std::string>& words) {
  std::vector<std::string> symbols;
  for (const std::string& word : words) {
    std::string symbol = symbol_of(word);
    if (std::ranges::find(symbols, symbol) == symbols.end()) symbols.push_back(std::move(symbol));
  }
  return symbols;
}

/// Fetches one symbol after the other; stops between two questions when asked to.
Fetches fetch_all(const std::vector<std::string>& symbols, ingest::FetchRequest request,
                  const DataFetch& flags, const std::string& home, MarketDesk& desk) {
  const std::vector<ingest::HistorySource> sources = sources_of(desk, flags.market.provider);
  Fetches fetches;
  Interrupt interrupt;
  constexpr std::uint64_t kParts = 1'000;  // Of a symbol, whose questions are known as they come.
  Progress progress{"fetch", symbols.size() * kParts, false};
  for (std::size_t i = 0; i < symbols.size() && !interrupt.is_asked(); ++i) {
    request.symbol = symbols[i];
    auto fetched = ingest::fetch_series(home, request, sources, [&](const ingest::FetchStep& step) {
      progress.update(i * kParts + step.done * kParts / std::max<std::size_t>(step.total, 1));
      interrupt.poll();
      return !interrupt.is_asked();
    });
    if (!fetched) {
      if (fetched.error().kind == ingest::FetchError::Kind::Unknown) {
        fetched.error().message += suggestions(symbols[i], desk);
      }
      fetches.failed.push_back({symbols[i], std::move(fetched.error())});
      continue;
    }
    Fetched& one = fetches.done.emplace_back();
    one.series = std::move(*fetched);
    one.actions = keep_actions_of(one.series, home, desk, request.now);
    auto compared = ingest::quarantine_disagreements(
        home, symbols[i], request.timeframe, {.tolerance = flags.tolerance}, Date::of(request.now));
    if (compared) {
      one.comparison = std::move(*compared);
    } else {
      one.series.warnings.push_back(compared.error().message);
    }
    copy_to_database(one.series, home, request.now);
  }
  return fetches;
}

void fetch(const DataFetch& flags) {
  const std::string home = home_of(flags.market.home);
  const ingest::FetchRequest request = request_of(flags, providers::this_machine().now());
  const std::vector<std::string> symbols = symbols_of(flags.symbols);
  if (!flags.market.json.empty()) check_writable(flags.market.json);
  MarketDesk desk{flags.market};
  const Fetches fetches = fetch_all(symbols, request, flags, home, desk);
  const bool json_on_stdout = flags.market.is_json_on_stdout();
  if (!flags.market.json.empty()) write_text(flags.market.json, to_json(fetches, home));
  for (const Fetched& fetched : fetches.done) print(to_text(fetched), json_on_stdout);
  if (fetches.failed.empty()) return;
  // The last one ends the process with its line; those before it get theirs here.
  for (std::size_t i = 0; i + 1 < fetches.failed.size(); ++i) {
    print("tradewind: " + fetches.failed[i].error.message + '\n', true);
  }
  const ingest::FetchError& last = fetches.failed.back().error;
  throw Failure{code_of(last.kind), last.message};
}

}  // namespace

void add_fetch(Verb data) {
  const Verb verb = data.verb("fetch", "Bring the bars of a provider into the store");
  verb.footer(kDataFetchFooter);
  const auto flags = std::make_shared<DataFetch>();
  verb.option("--symbols", flags->symbols, "Whose bars, separated by commas")
      .required()
      .parted_by(',')
      .takes_one_each_time()
      .type_name("A,B");
  verb.option("--from", flags->from,
              "First date or time, in UTC (default: all there is; of intraday bars, 30 days)")
      .type_name("TIME");
  verb.option("--to", flags->to, "Last date or time, in UTC (default: now)").type_name("TIME");
  verb.option("--timeframe", flags->timeframe, "1m, 5m, 1h, 1d, 1w, 1mo ... (default: 1d)")
      .type_name("SPAN");
  verb.option("--calendar", flags->calendar, "auto, nyse, 24x7, fx or cme (default: auto)");
  verb.option("--basis", flags->basis, "Prices raw, or adjusted for split or total")
      .one_of({"raw", "split", "total"});
  verb.option("--tolerance", flags->tolerance,
              "Part of the price by which sources may differ (default: 0.005)")
      .in_range(0.0, 1.0);
  verb.flag("--again", flags->again, "Fetch all that is stored anew, as a new vintage");
  add_market_options(verb, flags->market);
  verb.runs([flags] { fetch(*flags); });
}

}  // namespace tw::app
