#include "providers/feed_session.hpp"

#include <algorithm>

#include "core/assert.hpp"
#include "providers/vendor_record.hpp"

namespace tw::providers {
namespace {

using Kind = FeedStatus::Kind;
using vendor::Outcome;
using vendor::Refusal;
using vendor::StreamNotice;

/// Trades may arrive a little after the bar that they belong to has ended.
constexpr Duration kBarGrace = Duration::seconds(1);
/// A gap begins so long before the newest trade that was heard: what was under way behind it, or
/// overtaken by it, is lost with the connection.
constexpr Duration kGapMargin = Duration::seconds(1);

Refusal passing(std::string what) {
  return {.outcome = Outcome::Transient,
          .what = std::move(what),
          .retry_after = {},
          .is_malformed = false};
}

/// Returns for how long a source that said so is not tried; zero: no longer than after a loss.
Duration barred_for(const Refusal& why) {
  switch (why.outcome) {
    case Outcome::Auth:
    case Outcome::Entitlement:
    case Outcome::Retired:
    case Outcome::BadRequest:
      return Duration{kForever.unix_ns};
    case Outcome::Quota:
      return why.retry_after.value_or(Duration::hours(1));
    case Outcome::Blocked:
      return std::max(Duration::minutes(15), why.retry_after.value_or(Duration{}));
    case Outcome::Throttle:
      return why.retry_after.value_or(Duration::minutes(1));
    default:
      return {};
  }
}

std::string words_of(const Refusal& why) {
  return std::string{to_string(why.outcome)} + (why.what.empty() ? "" : ": " + why.what);
}

}  // namespace

FeedSession::FeedSession(std::vector<StreamSource> sources, const std::vector<std::string>& symbols,
                         FeedOptions options, FeedBuffer& buffer, std::uint64_t seed)
    : sources_{std::move(sources)},
      options_{options},
      buffer_{buffer},
      barred_(sources_.size()),
      symbols_{symbols, options_.channels.trades ? options_.bars : std::nullopt},
      draws_{seed} {
  TW_ASSERT(!sources_.empty() && !symbols.empty());
}

void FeedSession::start(Timestamp now) { connect(now); }

void FeedSession::note(Kind kind, Timestamp now, std::string why) {
  buffer_.push(FeedChange{.symbol = "",
                          .kind = kind,
                          .at = now,
                          .source = source(),
                          .why = std::move(why),
                          .gap_from = {},
                          .gap_until = {}});
}

void FeedSession::change(FeedSymbol& symbol, Kind kind, Timestamp now, std::string why) {
  if (symbol.kind == kind) return;
  symbol.kind = kind;
  buffer_.push(FeedChange{.symbol = symbol.symbol,
                          .kind = kind,
                          .at = now,
                          .source = source(),
                          .why = std::move(why),
                          .gap_from = {},
                          .gap_until = {}});
}

void FeedSession::open_gap(FeedSymbol& symbol, Timestamp from, Timestamp now, std::string why) {
  symbol.kind = Kind::Gap;
  symbol.gap_until = now;
  symbol.unheard = {symbol.unheard ? std::min(symbol.unheard->first, from) : from, now};
  buffer_.push(FeedChange{.symbol = symbol.symbol,
                          .kind = Kind::Gap,
                          .at = now,
                          .source = source(),
                          .why = std::move(why),
                          .gap_from = from,
                          .gap_until = now});
  orders_.fill.push_back({.symbol = symbol.symbol, .from = from, .until = now});
}

void FeedSession::connect(Timestamp now) {
  state_ = State::Connecting;
  state_at_ = now;
  malformed_ = 0;
  orders_.connect = dialect().handshake();
}

void FeedSession::opened(Timestamp now) {
  if (state_ != State::Connecting) return;
  counts_.connections += 1;
  heard_at_ = now;
  beat_at_ = now;
  state_at_ = now;
  state_ = State::Greeting;
  if (dialect().login().empty()) subscribe(now);
}

void FeedSession::log_in(Timestamp now) {
  for (std::string& word : dialect().login()) orders_.send.push_back(std::move(word));
  state_ = State::LoggingIn;
  state_at_ = now;
  if (!dialect().confirms_login()) subscribe(now);
}

void FeedSession::subscribe(Timestamp now) {
  state_ = State::Subscribed;
  state_at_ = now;
  std::vector<std::string> names;
  for (FeedSymbol& symbol : symbols_.all()) {
    if (symbol.is_refused) continue;
    if (names.size() == dialect().symbols_max()) {
      symbol.is_refused = true;
      symbol.kind = Kind::Live;  // So that the change to Down is told.
      change(symbol, Kind::Down, now,
             source() + " carries " + std::to_string(names.size()) + " symbols and no more");
      continue;
    }
    names.push_back(symbol.symbol);
    symbol.subscribed_at = now;
    symbol.is_confirmed = false;
  }
  for (std::string& word : dialect().subscribe(names, options_.channels)) {
    orders_.send.push_back(std::move(word));
  }
  note(Kind::Live, now, "subscribed to " + std::to_string(names.size()));
}

Duration FeedSession::pause() {
  Duration pause = options_.first_pause;
  for (int i = 1; i < failures_ && pause < options_.pause_max; ++i) pause = {pause.ns * 2};
  pause = std::min(pause, options_.pause_max);
  return {static_cast<std::int64_t>(static_cast<double>(pause.ns) * (0.5 + draws_.uniform()))};
}

void FeedSession::lost(const Refusal& why, Timestamp now) {
  if (state_ == State::Waiting || state_ == State::GivenUp) return;
  // A vendor that lets us in and drops us at once is no better than one that does not let us in.
  const Timestamp alive_at = dialect().heartbeat_every().ns > 0 ? heard_at_ : now;
  const bool has_held =
      state_ == State::Subscribed && alive_at - state_at_ >= options_.steady_after;
  if (has_held) failures_ = 0;
  const Timestamp last = event_at_ == Timestamp{} ? heard_at_ : std::min(heard_at_, event_at_);
  orders_.close = true;
  orders_.send.clear();
  orders_.connect.reset();
  for (FeedSymbol& symbol : symbols_.all()) {
    if (symbol.is_confirmed && !symbol.lost_at) symbol.lost_at = last - kGapMargin;
    symbol.is_confirmed = false;
    symbol.subscribed_at = {};
    change(symbol, Kind::Down, now);
  }
  failures_ += 1;
  note(Kind::Down, now, words_of(why));
  state_ = State::Waiting;
  connect_at_ = now + std::max(pause(), why.retry_after.value_or(Duration{}));
  if (const Duration barred = barred_for(why); barred.ns > 0) {
    barred_[source_] = {.until = barred.ns == kForever.unix_ns ? kForever : now + barred,
                        .why = source() + ": " + words_of(why)};
    next_source(now);
  } else if (failures_ >= options_.attempts_per_source) {
    next_source(now);
  }
}

void FeedSession::next_source(Timestamp now) {
  for (std::size_t step = 1; step <= sources_.size(); ++step) {
    const std::size_t other = (source_ + step) % sources_.size();
    if (barred_[other].until > now) continue;
    if (other == source_) return;  // It alone may be tried: as before, after its pause.
    source_ = other;
    failures_ = 0;
    connect_at_ = now;
    for (FeedSymbol& symbol : symbols_.all()) symbol.is_refused = false;
    note(Kind::Down, now, "goes on with " + source());
    return;
  }
  wait_for_source(now);
}

void FeedSession::wait_for_source(Timestamp now) {
  const auto soonest = std::ranges::min_element(barred_, {}, &Barred::until);
  if (soonest->until != kForever) {
    source_ = static_cast<std::size_t>(soonest - barred_.begin());
    connect_at_ = soonest->until;
    return;
  }
  state_ = State::GivenUp;
  for (const Barred& barred : barred_) {
    given_up_ += (given_up_.empty() ? "" : "; ") + barred.why;
  }
  note(Kind::Down, now, "no stream is left");
}

void FeedSession::ended(const Refusal& why, Timestamp now) { lost(why, now); }

void FeedSession::frame(std::string_view text, Timestamp now) {
  if (state_ == State::Waiting || state_ == State::GivenUp) return;
  counts_.frames += 1;
  heard_at_ = now;
  events_.clear();
  const bool makes_sense = dialect().read(text, now, events_).has_value();
  counts_.malformed += makes_sense ? 0U : 1U;
  malformed_ = makes_sense ? 0 : malformed_ + 1;
  for (const vendor::StreamEvent& event : events_) {
    std::visit([&](const auto& each) { on(each, now); }, event);
  }
  if (malformed_ >= options_.malformed_max) {
    lost(passing(std::to_string(malformed_) + " frames in a row made no sense"), now);
  }
}

void FeedSession::confirm(FeedSymbol& symbol, Timestamp now) {
  symbol.is_confirmed = true;
  if (symbol.lost_at) {
    const Timestamp from = *symbol.lost_at;
    symbol.lost_at.reset();
    open_gap(symbol, from, now, "the connection was lost");
  } else if (symbol.kind != Kind::Gap) {
    change(symbol, Kind::Live, now);
  }
}

void FeedSession::heard(FeedSymbol& symbol, Timestamp now) {
  symbol.heard_at = now;
  if (!symbol.is_confirmed) confirm(symbol, now);
  if (symbol.kind == Kind::Stale) change(symbol, Kind::Live, now);
}

void FeedSession::on(const vendor::StreamTrade& trade, Timestamp now) {
  FeedSymbol* const symbol = symbols_.find(trade.symbol);
  if (symbol == nullptr) {
    counts_.unknown += 1;
    return;
  }
  heard(*symbol, now);
  if (symbol->is_repeat(trade.id)) {
    counts_.repeats += 1;
    return;
  }
  counts_.trades += 1;
  event_at_ = std::max(event_at_, trade.event_at);
  if (symbol->builder) {
    const auto id = InstrumentId{static_cast<std::uint32_t>(symbol - symbols_.all().data())};
    const BarUpdate update = symbol->builder->update(Print{
        .instrument = id, .event_at = trade.event_at, .price = trade.price, .size = trade.size});
    if (update.closed) emit(*symbol, *update.closed);
  }
  if (!buffer_.push(trade)) {
    counts_.refused_trades += 1;
    if (!symbol->dropped_from) symbol->dropped_from = trade.event_at;
  } else if (symbol->dropped_from) {
    const Timestamp from = *symbol->dropped_from;
    symbol->dropped_from.reset();
    open_gap(*symbol, from, now, "the reader was too slow");
  }
}

void FeedSession::on(const vendor::StreamQuote& quote, Timestamp now) {
  FeedSymbol* const symbol = symbols_.find(quote.quote.symbol);
  if (symbol == nullptr) {
    counts_.unknown += 1;
    return;
  }
  heard(*symbol, now);
  counts_.quotes += 1;
  buffer_.push(quote);
}

void FeedSession::on(const vendor::StreamBar& bar, Timestamp now) {
  FeedSymbol* const symbol = symbols_.find(bar.symbol);
  if (symbol == nullptr || !bar.timeframe.is_intraday()) {
    counts_.unknown += 1;
    return;
  }
  heard(*symbol, now);
  const vendor::HistoryRow& row = bar.row;
  buffer_.push(FeedBar{.symbol = bar.symbol,
                       .timeframe = bar.timeframe,
                       .bar = {.instrument = InstrumentId{static_cast<std::uint32_t>(
                                   symbol - symbols_.all().data())},
                               .session = symbol->calendar->session_date_of(row.label),
                               .start = row.label,
                               .end = row.label + bar.timeframe.span(),
                               .open = row.open,
                               .high = row.high,
                               .low = row.low,
                               .close = row.close,
                               .volume = row.volume},
                       .is_complete = row.is_complete,
                       .is_filled = false});
}

void FeedSession::on(const StreamNotice& notice, Timestamp now) {
  switch (notice.kind) {
    case StreamNotice::Kind::Connected:
      if (state_ == State::Greeting) log_in(now);
      return;
    case StreamNotice::Kind::LoggedIn:
      if (state_ == State::LoggingIn) subscribe(now);
      return;
    case StreamNotice::Kind::Subscribed:
      for (const std::string& name : notice.symbols) {
        FeedSymbol* const symbol = symbols_.find(name);
        if (symbol != nullptr && !symbol->is_confirmed) confirm(*symbol, now);
      }
      return;
    case StreamNotice::Kind::Refused:
    case StreamNotice::Kind::Unsubscribed:
      return on_refusal(notice, now);
    case StreamNotice::Kind::Evicted:
      return lost({.outcome = Outcome::Throttle,
                   .what = "another session with this key took the place",
                   .retry_after = options_.pause_max,
                   .is_malformed = false},
                  now);
    case StreamNotice::Kind::Unknown:
      counts_.unknown += 1;
      return;
    case StreamNotice::Kind::Heartbeat:
      return;
  }
}

void FeedSession::on_refusal(const StreamNotice& notice, Timestamp now) {
  if (notice.symbols.empty() && notice.kind == StreamNotice::Kind::Refused) {
    return lost(notice.refusal, now);
  }
  for (const std::string& name : notice.symbols) {
    FeedSymbol* const symbol = symbols_.find(name);
    if (symbol == nullptr) continue;
    symbol->is_refused = true;
    symbol->is_confirmed = false;
    symbol->subscribed_at = {};
    if (symbol->kind == Kind::Down) symbol->kind = Kind::Stale;  // So that Down is told.
    change(*symbol, Kind::Down, now, words_of(notice.refusal));
  }
}

void FeedSession::emit(FeedSymbol& symbol, const Bar& bar) {
  const bool is_whole =
      !symbol.unheard || bar.start >= symbol.unheard->second || bar.end <= symbol.unheard->first;
  buffer_.push(FeedBar{.symbol = symbol.symbol,
                       .timeframe = *options_.bars,
                       .bar = bar,
                       .is_complete = is_whole,
                       .is_filled = false});
  if (!is_whole) {
    orders_.fill.push_back({.symbol = symbol.symbol, .from = bar.start, .until = bar.end});
  }
}

void FeedSession::filled(const Gap& gap, const std::vector<Bar>& bars, bool is_answered,
                         Timestamp now) {
  FeedSymbol* const symbol = symbols_.find(gap.symbol);
  if (symbol == nullptr) return;
  std::size_t used = 0;
  for (const Bar& bar : bars) {
    // A bar that runs is still being built here, and will be asked for when it has ended.
    if (bar.end > now || bar.end <= gap.from || bar.start >= gap.until) continue;
    used += 1;
    Bar own = bar;
    own.instrument = InstrumentId{static_cast<std::uint32_t>(symbol - symbols_.all().data())};
    buffer_.push(FeedBar{.symbol = gap.symbol,
                         .timeframe = options_.bars.value_or(Timeframe{Timeframe::Unit::Minute, 1}),
                         .bar = own,
                         .is_complete = true,
                         .is_filled = true});
  }
  if (symbol->gap_until != gap.until) return;
  symbol->gap_until.reset();
  if (symbol->kind != Kind::Gap) return;
  change(*symbol, Kind::Live, now,
         is_answered ? "filled with " + std::to_string(used) + " bars" : "the gap is not filled");
}

void FeedSession::watch_symbols(Timestamp now) {
  for (FeedSymbol& symbol : symbols_.all()) {
    const bool is_sent = symbol.subscribed_at != Timestamp{};
    if (is_sent && !symbol.is_confirmed &&
        now - symbol.subscribed_at >= options_.subscribe_patience) {
      confirm(symbol, now);
    }
    const Timestamp last = std::max(symbol.heard_at, symbol.subscribed_at);
    if (symbol.kind == Kind::Live && now - last >= options_.stale_after &&
        symbol.calendar->session_at(now)) {
      change(symbol, Kind::Stale, now);
    }
    if (!symbol.builder) continue;
    if (const auto closed = symbol.builder->advance(now - kBarGrace)) emit(symbol, *closed);
  }
}

void FeedSession::tick(Timestamp now) {
  const Duration waited = now - state_at_;
  const Duration beat = dialect().heartbeat_every();
  switch (state_) {
    case State::GivenUp:
      return;
    case State::Waiting:
      if (now >= connect_at_) connect(now);
      break;
    case State::Connecting:
      if (waited >= options_.connect_patience) lost(passing("no connection came about"), now);
      break;
    case State::Greeting:
      if (waited >= options_.greeting_patience) log_in(now);
      break;
    case State::LoggingIn:
      if (waited >= options_.login_patience) lost(passing("the login was not confirmed"), now);
      break;
    case State::Subscribed:
      if (beat.ns > 0 && now - beat_at_ >= beat) {
        beat_at_ = now;
        if (std::string word = dialect().heartbeat(); !word.empty()) {
          orders_.send.push_back(std::move(word));
        }
      }
      // Without heartbeats a quiet stream is no dead one; the socket's own pings tell.
      if (beat.ns > 0 && now - heard_at_ >= std::max(options_.silence_max, Duration{3 * beat.ns})) {
        lost(passing("nothing was heard any more"), now);
      }
      break;
  }
  watch_symbols(now);
}

}  // namespace tw::providers
