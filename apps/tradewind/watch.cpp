#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <thread>

#include "command_line.hpp"
#include "interrupt.hpp"
#include "live_screen.hpp"
#include "market_desk.hpp"
#include "market_verbs.hpp"
#include "output.hpp"
#include "providers/feed.hpp"
#include "providers/feed_publisher.hpp"
#include "providers/followed_feed.hpp"
#include "report/number_text.hpp"
#include "report/terminal_text.hpp"
#include "shared_relay.hpp"
#include "terminal.hpp"
#include "watch_board.hpp"

namespace tw::app {
namespace {

constexpr const char* kWatchFooter =
    "In a terminal it is a list: last price, change since the close before, bid, ask, volume, how "
    "old\n"
    "the price is, gaps in its feed and whose price it is; q ends it. Else each trade, quote, bar "
    "and\n"
    "change of a feed is a line; --json makes each line JSON. --once shows the list when each "
    "symbol "
    "has\n"
    "a price, or after --for seconds (default: 10), and ends; so does --json with it, as one "
    "object.\n"
    "A connection that is lost comes back, by another provider's stream if need be; what was "
    "missed\n"
    "is marked as a gap and filled from history. Ends with Ctrl-C, after --for seconds or after\n"
    "--limit lines.\n"
    "\n"
    "With REDIS_URL set, what a provider streams to this process is published, and a second watch\n"
    "of symbols that another process publishes with the same bars follows that one: without a\n"
    "connection of its own, without a key. --provider redis waits for such a process, --fresh "
    "asks\n"
    "a provider all the same.\n"
    "\n"
    "Examples:\n"
    "  tradewind watch AAPL MSFT\n"
    "  tradewind watch AAPL MSFT --once\n"
    "  tradewind watch BTC/USD --bars 1m --json --for 60\n"
    "  REDIS_URL=redis://localhost tradewind watch AAPL MSFT   # in as many shells as you like\n"
    "  REDIS_URL=redis://localhost tradewind watch AAPL --provider redis\n"
    "\n"
    "Exit codes: 0 done, 1 no provider streams these (any more) or, with --once, no price came, 2 "
    "bad\nusage.\n";

constexpr std::size_t kSymbolsMax = 1'000;
constexpr std::chrono::milliseconds kGlance{50};
constexpr double kOnceSeconds = 10.0;
/// Stands in the place of a provider's name: the stream of another process.
constexpr const char* kRedis = "redis";
/// What is under way may take so long to end; then the process ends all the same.
constexpr std::chrono::milliseconds kGoodbyeMax{300};

struct WatchFlags {
  MarketFlags market;
  std::vector<std::string> symbols;
  std::string bars = "1m";
  double seconds = 0.0;     ///< Zero is no end.
  std::uint64_t limit = 0;  ///< Likewise.
  bool once = false;
  bool is_fresh = false;
};

std::string line_of(const vendor::StreamTrade& trade) {
  return report::left(trade.symbol, 11) + report::left("trade", 7) +
         report::right(report::price_text(trade.price), 12) + " x " +
         report::quantity_text(trade.size) + "  " + to_string(trade.event_at) + "\n";
}

std::string line_of(const vendor::StreamQuote& quote) {
  const vendor::SymbolQuote& now = quote.quote;
  return report::left(now.symbol, 11) + report::left("quote", 7) +
         report::right(report::price_or_dash(now.last), 12) + "  bid " +
         report::price_or_dash(now.bid) + "  ask " + report::price_or_dash(now.ask) + "\n";
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

/// Asks for one quote of each symbol beside the feed: the close before and the day's volume are in
/// no stream.
class FirstQuotes {
 public:
  /// Owns: keeps `desk` by reference, which is to be ended before this goes.
  FirstQuotes(MarketDesk& desk, std::vector<std::string> symbols, providers::Choice choice)
      : thread_{[this, &desk, symbols = std::move(symbols), choice = std::move(choice)] {
          auto answers = desk.router().quotes(symbols, choice);
          const std::scoped_lock lock{mutex_};
          answers_ = std::move(answers);
        }} {}

  /// Gives `board` what has come since.
  void give(WatchBoard& board) {
    const std::scoped_lock lock{mutex_};
    for (const auto& answer : answers_) {
      if (answer) board.base(answer->value, answer->source, answer->received_at);
    }
    answers_.clear();
  }

 private:
  std::mutex mutex_;
  std::vector<providers::Routed<vendor::SymbolQuote>> answers_;
  std::jthread thread_;
};

/// Ends the process when those who wait for the network do not come back soon. A name server that
/// does not answer cannot be hurried, and there is nothing here to keep.
class Goodbye {
 public:
  Goodbye()
      : thread_{[](const std::stop_token& stop) {
          std::mutex mutex;
          std::condition_variable_any never;
          std::unique_lock lock{mutex};
          never.wait_for(lock, stop, kGoodbyeMax, [] { return false; });
          if (!stop.stop_requested()) std::_Exit(static_cast<int>(ExitCode::Done));
        }} {}

 private:
  std::jthread thread_;
};

/// One run of the verb, from the first connection on.
class Watch {
 public:
  Watch(const WatchFlags& flags, providers::FeedTerms terms)
      : flags_{flags}, relay_{connected_relay()}, board_{flags.symbols} {
    is_json_ = flags.market.is_json_on_stdout();
    is_list_ = flags.once || (!is_json_ && LiveScreen::is_possible());
    if (follows(terms.options.bars)) {
      feed_ = std::make_unique<providers::FollowedFeed>(
          *relay_,
          providers::FollowedFeed::Terms{.symbols = flags.symbols, .bars = terms.options.bars},
          machine_);
      return;
    }
    desk_.emplace(flags.market);
    terms.sockets = desk_->socket_terms();
    terms.fill = providers::fill_from(
        desk_->router(), terms.options.bars.value_or(Timeframe{Timeframe::Unit::Minute, 1}));
    terms.abandon = [this] { desk_->end(); };
    terms.relay = relay_.get();
    if (relay_ != nullptr) terms.publisher = providers::publisher_name(machine_);
    auto feed = providers::Feed::start(sources_of(*desk_, flags), flags.symbols, std::move(terms),
                                       machine_);
    if (!feed) throw Failure{ExitCode::Failed, feed.error()};
    feed_ = std::move(*feed);
    if (is_list_) quotes_.emplace(*desk_, flags.symbols, flags.market.choice());
  }

  void run() {
    std::optional<LiveScreen> screen;
    if (is_list_ && !flags_.once) screen.emplace();
    Interrupt interrupt;
    const Timestamp began = machine_.now();
    while (!interrupt.is_asked()) {
      if (screen) {
        if (screen->wait_key(kGlance) == Key::Quit) break;
      } else {
        std::this_thread::sleep_for(kGlance);
      }
      interrupt.poll();
      const Timestamp now = machine_.now();
      if (hear(now)) break;
      if (screen) screen->draw(screen_lines(now));
      const double seconds = seconds_of(now - began);
      if (flags_.once && (board_.is_complete() || seconds >= once_seconds())) break;
      if (flags_.seconds > 0.0 && seconds >= flags_.seconds) break;
      check_streams(screen);
    }
    screen.reset();
    if (flags_.once && !interrupt.is_asked()) show_once();
    end();
  }

 private:
  /// Returns whether this is to show the stream of another process.
  bool follows(std::optional<Timeframe> bars) {
    const std::string& provider = flags_.market.provider;
    if (provider == kRedis) {
      if (flags_.is_fresh) {
        throw Failure{ExitCode::BadUsage,
                      "--fresh asks a provider and --provider redis asks none: leave one out"};
      }
      if (relay_ == nullptr) {
        throw Failure{ExitCode::BadUsage,
                      "REDIS_URL is not set: --provider redis shows the stream of another process "
                      "by way of a Redis server, such as redis://localhost"};
      }
      if (relay_->health().is_connected) return true;
      throw Failure{ExitCode::Failed,
                    "the Redis server of REDIS_URL cannot be reached; is it running?"};
    }
    return relay_ != nullptr && provider == "auto" && !flags_.is_fresh &&
           providers::unpublished(*relay_, flags_.symbols, bars, machine_).empty();
  }

  double once_seconds() const { return flags_.seconds > 0.0 ? flags_.seconds : kOnceSeconds; }

  /// Takes what has come. Returns true when that is as much as was asked for.
  bool hear(Timestamp now) {
    feed_->take(items_);
    const bool shows_each = !is_list_;
    for (const providers::FeedItem& item : items_) {
      board_.on(item, now);
      if (shows_each) print(text_of(item, is_json_, options_), false);
      shown_ += 1;
      if (flags_.limit != 0 && shown_ == flags_.limit) return true;
    }
    if (quotes_) quotes_->give(board_);
    return false;
  }

  std::vector<std::string> screen_lines(Timestamp now) const {
    std::vector<std::string> lines = board_.lines(feed_->source(), now);
    lines.emplace_back("");
    lines.emplace_back("q ends");
    return lines;
  }

  void check_streams(std::optional<LiveScreen>& screen) {
    const std::string why = feed_->given_up();
    if (why.empty() || flags_.once) return;  // A list has its quotes all the same.
    screen.reset();
    throw Failure{ExitCode::Failed, "no stream is left: " + why};
  }

  void show_once() {
    const Timestamp now = machine_.now();
    if (is_json_) {
      report::JsonWriter json;
      board_.write(json, now);
      print(json.take(), false);
    } else {
      std::string text;
      for (const std::string& line : board_.lines(feed_->source(), now)) {
        text += report::harmless(line, options_) + "\n";
      }
      print(text, false);
    }
    if (board_.is_complete()) return;
    throw Failure{ExitCode::Failed, "no price of each symbol came within " +
                                        report::grouped(once_seconds(), 0) + " s"};
  }

  void end() {
    std::fflush(stdout);
    const Goodbye goodbye;
    feed_.reset();
    quotes_.reset();
    relay_.reset();
  }

  const WatchFlags& flags_;
  providers::Surroundings& machine_ = providers::this_machine();
  const report::TerminalOptions options_ = terminal_options(false);
  bool is_json_ = false;
  bool is_list_ = false;
  std::unique_ptr<relay::Relay> relay_;
  std::optional<MarketDesk> desk_;  ///< None where another process has the stream.
  WatchBoard board_;
  // The feed goes first and ends what the quotes wait for.
  std::optional<FirstQuotes> quotes_;
  std::unique_ptr<providers::ItemSource> feed_;
  std::vector<providers::FeedItem> items_;
  std::uint64_t shown_ = 0;
};

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
  Watch{flags, std::move(terms)}.run();
}

}  // namespace

void add_watch(Verb root) {
  const Verb verb = root.verb("watch", "Trades and quotes as they come, by a provider's stream");
  verb.footer(kWatchFooter);
  auto flags = std::make_shared<WatchFlags>();
  add_market_options(verb, flags->market);
  verb.option("symbols", flags->symbols, "What to watch").required().type_name("SYMBOL...");
  verb.option("--bars", flags->bars, "Bars built from trades: 1m, 5m ... or off (default: 1m)")
      .type_name("SPAN");
  verb.option("--for", flags->seconds, "End after so many seconds")
      .not_negative()
      .type_name("SECONDS");
  verb.flag("--fresh", flags->is_fresh,
            "Ask a provider, whatever another process publishes by Redis");
  verb.flag("--once", flags->once, "Show the list once and end");
  verb.option("--limit", flags->limit, "End after so many lines").type_name("N");
  verb.runs([flags] { watch(*flags); });
}

}  // namespace tw::app
