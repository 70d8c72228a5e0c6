#include <CLI/CLI.hpp>
#include <chrono>
#include <map>
#include <memory>
#include <thread>

#include "interrupt.hpp"
#include "live_screen.hpp"
#include "market_desk.hpp"
#include "market_verbs.hpp"
#include "output.hpp"
#include "providers/feed.hpp"
#include "report/number_text.hpp"
#include "report/terminal_text.hpp"
#include "terminal.hpp"

namespace tw::app {
namespace {

constexpr const char* kFooter =
    "Shows trades, quotes and the state of each symbol's feed as they come: live, stale, gap, "
    "down.\n"
    "A connection that is lost comes back, by another provider's stream if need be; what was "
    "missed\n"
    "is marked as a gap and filled from history. In a terminal it is a table that ends with q, "
    "else\n"
    "a line for each event; --json makes each line JSON. Ends with Ctrl-C, after --for seconds or\n"
    "after --limit lines.\n"
    "\n"
    "Examples:\n"
    "  tradewind watch AAPL MSFT\n"
    "  tradewind watch BTC/USD --bars 1m --json --for 60\n"
    "\n"
    "Exit codes: 0 done, 1 no provider streams these (any more), 2 bad usage.\n";

constexpr std::size_t kSymbolsMax = 1'000;
constexpr std::chrono::milliseconds kGlance{100};

struct WatchFlags {
  MarketFlags market;
  std::vector<std::string> symbols;
  std::string bars = "1m";
  double seconds = 0.0;     ///< Zero is no end.
  std::uint64_t limit = 0;  ///< Likewise.
};

/// What is shown of one symbol.
struct Row {
  std::optional<Price> last;
  std::optional<Price> bid;
  std::optional<Price> ask;
  Quantity volume;
  std::uint64_t trades = 0;
  Timestamp heard_at;
  FeedStatus::Kind kind = FeedStatus::Kind::Down;
};

std::string price_or_dash(const std::optional<Price>& price) {
  return price ? report::price_text(*price) : "-";
}

std::string line_of(const vendor::StreamTrade& trade) {
  return report::left(trade.symbol, 11) + report::left("trade", 7) +
         report::right(report::price_text(trade.price), 12) + " x " +
         report::quantity_text(trade.size) + "  " + to_string(trade.event_at) + "\n";
}

std::string line_of(const vendor::StreamQuote& quote) {
  const vendor::SymbolQuote& now = quote.quote;
  return report::left(now.symbol, 11) + report::left("quote", 7) +
         report::right(price_or_dash(now.last), 12) + "  bid " + price_or_dash(now.bid) + "  ask " +
         price_or_dash(now.ask) + "\n";
}

std::string line_of(const providers::FeedBar& bar) {
  std::string line = report::left(bar.symbol, 11) + report::left("bar", 7);
  for (const Price price : {bar.bar.open, bar.bar.high, bar.bar.low, bar.bar.close}) {
    line += report::right(report::price_text(price), 12);
  }
  line += "  " + to_string(bar.bar.start);
  if (!bar.is_complete) line += "  incomplete";
  if (bar.is_filled) line += "  filled from history";
  return line + "\n";
}

std::string line_of(const providers::FeedChange& change) {
  std::string line = report::left(change.symbol.empty() ? "*" : change.symbol, 11) +
                     report::left(std::string{providers::to_string(change.kind)}, 7) +
                     change.source;
  if (change.kind == FeedStatus::Kind::Gap) {
    line += ", nothing from " + to_string(change.gap_from) + " to " + to_string(change.gap_until);
  }
  if (!change.why.empty()) line += ": " + change.why;
  return line + "\n";
}

void add_members(report::JsonWriter& json, const vendor::StreamTrade& trade) {
  json.member("kind", "trade").member("symbol", trade.symbol);
  json.member("event_at", to_string(trade.event_at));
  json.member("price", trade.price).member("size", trade.size).member("id", trade.id);
}

void add_members(report::JsonWriter& json, const vendor::StreamQuote& quote) {
  const vendor::SymbolQuote& now = quote.quote;
  json.member("kind", "quote").member("symbol", now.symbol);
  json.member("event_at", now.event_at ? std::optional{to_string(*now.event_at)} : std::nullopt);
  json.member("last", now.last).member("bid", now.bid).member("ask", now.ask);
  json.member("bid_size", now.bid_size).member("ask_size", now.ask_size);
}

void add_members(report::JsonWriter& json, const providers::FeedBar& bar) {
  json.member("kind", "bar").member("symbol", bar.symbol);
  json.member("timeframe", to_string(bar.timeframe));
  json.member("start", to_string(bar.bar.start)).member("end", to_string(bar.bar.end));
  json.member("open", bar.bar.open).member("high", bar.bar.high);
  json.member("low", bar.bar.low).member("close", bar.bar.close);
  json.member("volume", bar.bar.volume);
  json.member("is_complete", bar.is_complete).member("is_filled", bar.is_filled);
}

void add_members(report::JsonWriter& json, const providers::FeedChange& change) {
  json.member("kind", "status").member("symbol", change.symbol);
  json.member("status", providers::to_string(change.kind)).member("source", change.source);
  json.member("at", to_string(change.at)).member("why", change.why);
  if (change.kind != FeedStatus::Kind::Gap) return;
  json.member("gap_from", to_string(change.gap_from));
  json.member("gap_until", to_string(change.gap_until));
}

std::string text_of(const providers::FeedItem& item, bool is_json,
                    const report::TerminalOptions& options) {
  if (!is_json) {
    std::string line = std::visit([](const auto& each) { return line_of(each); }, item);
    line.pop_back();
    return report::harmless(line, options) + "\n";
  }
  report::JsonWriter json;
  json.compact(true).begin_object();
  std::visit([&](const auto& each) { add_members(json, each); }, item);
  json.end_object();
  return json.take();
}

/// The table of a terminal.
class Board {
 public:
  explicit Board(const std::vector<std::string>& symbols) : symbols_{symbols} {}

  void on(const providers::FeedItem& item, Timestamp now) {
    std::visit([&](const auto& each) { take(each, now); }, item);
  }

  std::vector<std::string> lines(const providers::Feed& feed, Timestamp now) const {
    std::vector<std::string> lines{
        "tradewind watch: " + feed.source() + (note_.empty() ? "" : ", " + note_), "",
        report::left("symbol", 11) + report::left("feed", 7) + report::right("last", 12) +
            report::right("bid", 12) + report::right("ask", 12) + report::right("trades", 9) +
            report::right("heard", 9)};
    for (const std::string& symbol : symbols_) {
      const auto found = rows_.find(symbol);
      const Row row = found == rows_.end() ? Row{} : found->second;
      lines.push_back(
          report::left(symbol, 11) + report::left(std::string{providers::to_string(row.kind)}, 7) +
          report::right(price_or_dash(row.last), 12) + report::right(price_or_dash(row.bid), 12) +
          report::right(price_or_dash(row.ask), 12) + report::right(std::to_string(row.trades), 9) +
          report::right(row.heard_at == Timestamp{} ? "-" : span_text(now - row.heard_at), 9));
    }
    lines.emplace_back("");
    lines.emplace_back("q ends");
    return lines;
  }

 private:
  void take(const vendor::StreamTrade& trade, Timestamp now) {
    Row& row = rows_[trade.symbol];
    row.last = trade.price;
    row.trades += 1;
    row.heard_at = now;
  }
  void take(const vendor::StreamQuote& quote, Timestamp now) {
    Row& row = rows_[quote.quote.symbol];
    if (quote.quote.last) row.last = quote.quote.last;
    if (quote.quote.bid) row.bid = quote.quote.bid;
    if (quote.quote.ask) row.ask = quote.quote.ask;
    row.heard_at = now;
  }
  void take(const providers::FeedBar& bar, Timestamp /*now*/) {
    Row& row = rows_[bar.symbol];
    if (!row.last) row.last = bar.bar.close;
  }
  void take(const providers::FeedChange& change, Timestamp /*now*/) {
    if (change.symbol.empty()) {
      note_ = std::string{providers::to_string(change.kind)} + ": " + change.why;
    } else {
      rows_[change.symbol].kind = change.kind;
    }
  }

  const std::vector<std::string> symbols_;
  std::map<std::string, Row> rows_;
  std::string note_;
};

/// Returns the streams of those who have one, in the order of the settings.
std::vector<providers::StreamSource> sources_of(MarketDesk& desk, const WatchFlags& flags) {
  std::vector<providers::StreamSource> sources;
  std::string why;
  for (const providers::Member* member : desk.router().in_order(
           vendor::Operation::Stream, flags.symbols.front(), flags.market.choice().provider)) {
    if (!member->unusable.empty()) {
      why += "; " + member->name() + ": " + member->unusable;
      continue;
    }
    if (auto dialect = member->vendor->stream()) {
      sources.push_back({.vendor = member->name(), .dialect = std::move(dialect)});
    }
  }
  if (sources.empty()) throw Failure{ExitCode::Failed, "no provider has a stream" + why};
  return sources;
}

void watch(WatchFlags flags) {
  if (flags.symbols.size() > kSymbolsMax) {
    throw Failure{ExitCode::BadUsage, "watch takes 1 to 1000 symbols and was given " +
                                          std::to_string(flags.symbols.size())};
  }
  for (std::string& symbol : flags.symbols) symbol = symbol_of(symbol);
  providers::FeedTerms terms;
  terms.options.channels = {.trades = true, .quotes = true, .bars = false};
  if (flags.bars != "off") {
    terms.options.bars = parse_timeframe(flags.bars);
    if (!terms.options.bars || !terms.options.bars->is_intraday()) {
      throw Failure{ExitCode::BadUsage,
                    "--bars is '" + flags.bars + "'; write a span such as 1m or 5m, or off"};
    }
  }
  if (!flags.market.json.empty() && flags.market.json != "-") {
    throw Failure{ExitCode::BadUsage, "watch writes its lines to standard output: --json, no file"};
  }
  MarketDesk desk{flags.market};
  terms.sockets = desk.socket_terms();
  terms.fill = providers::fill_from(
      desk.router(), terms.options.bars.value_or(Timeframe{Timeframe::Unit::Minute, 1}));
  providers::Surroundings& machine = providers::this_machine();
  auto feed =
      providers::Feed::start(sources_of(desk, flags), flags.symbols, std::move(terms), machine);
  if (!feed) throw Failure{ExitCode::Failed, feed.error()};
  const bool is_json = flags.market.is_json_on_stdout();
  const bool is_table = !is_json && LiveScreen::is_possible();
  const report::TerminalOptions options = terminal_options(false);
  Board board{flags.symbols};
  std::optional<LiveScreen> screen;
  if (is_table) screen.emplace();
  Interrupt interrupt;
  const Timestamp began = machine.now();
  std::uint64_t shown = 0;
  std::vector<providers::FeedItem> items;
  while (!interrupt.is_asked()) {
    if (screen) {
      if (screen->wait_key(kGlance) == Key::Quit) return;
    } else {
      std::this_thread::sleep_for(kGlance);
    }
    interrupt.poll();
    const Timestamp now = machine.now();
    (*feed)->take(items);
    for (const providers::FeedItem& item : items) {
      board.on(item, now);
      if (!screen) print(text_of(item, is_json, options), false);
      shown += 1;
      if (flags.limit != 0 && shown == flags.limit) return;
    }
    if (screen) screen->draw(board.lines(**feed, now));
    if (flags.seconds > 0.0 && seconds_of(now - began) >= flags.seconds) return;
    if (const std::string why = (*feed)->given_up(); !why.empty()) {
      screen.reset();
      throw Failure{ExitCode::Failed, "no stream is left: " + why};
    }
  }
}

}  // namespace

void add_watch(CLI::App& root, Action& action) {
  auto* verb =
      root.add_subcommand("watch", "Trades and quotes as they come, by a provider's stream");
  verb->footer(kFooter);
  auto flags = std::make_shared<WatchFlags>();
  add_market_options(*verb, flags->market);
  verb->add_option("symbols", flags->symbols, "What to watch")->required()->type_name("SYMBOL...");
  verb->add_option("--bars", flags->bars, "Bars built from trades: 1m, 5m ... or off (default: 1m)")
      ->type_name("SPAN");
  verb->add_option("--for", flags->seconds, "End after so many seconds")
      ->check(CLI::NonNegativeNumber)
      ->type_name("SECONDS");
  verb->add_option("--limit", flags->limit, "End after so many lines")->type_name("N");
  verb->callback([flags, &action] { action = [flags] { watch(*flags); }; });
}

}  // namespace tw::app
