#include "providers/followed_session.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "providers/feed_publisher.hpp"

namespace tw::providers {
namespace {

using Kind = FeedStatus::Kind;
using vendor::StreamQuote;
using vendor::StreamTrade;

/// Publishers that are known at a time; further ones are not looked at.
constexpr std::size_t kPublishersMax = 256;
/// Who is gone for so long is forgotten.
constexpr Duration kForgottenAfter = Duration::minutes(2);
constexpr const char* kByWayOf = " by way of redis";

/// Returns "AAPL, MSFT and 3 more".
std::string names_text(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 5;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kShown); ++i) {
    text += text.empty() ? "" : ", ";
    text += names[i];
  }
  if (names.size() > kShown) text += " and " + std::to_string(names.size() - kShown) + " more";
  return text;
}

/// Returns a quote for who comes late: the newest one, with the last price where only trades say.
std::optional<StreamQuote> first_quote(std::optional<StreamQuote>& quote,
                                       std::optional<StreamTrade>& trade) {
  std::optional<StreamQuote> first = std::exchange(quote, {});
  const std::optional<StreamTrade> last = std::exchange(trade, {});
  if (!last) return first;
  if (!first) {
    first.emplace();
    first->quote.symbol = last->symbol;
    first->quote.currency = vendor::kUnsaidCurrency;
    first->quote.event_at = last->event_at;
  }
  if (!first->quote.last) first->quote.last = last->price;
  return first;
}

}  // namespace

FollowedSession::FollowedSession(const std::vector<std::string>& symbols,
                                 std::optional<Timeframe> bars, FeedBuffer& buffer)
    : bars_{bars}, buffer_{buffer} {
  for (const std::string& name : symbols) {
    const std::size_t place = symbols_.size();
    if (!places_.try_emplace(name, place).second) continue;
    Symbol& symbol = symbols_.emplace_back();
    symbol.name = name;
    symbol.instrument = InstrumentId{static_cast<std::uint32_t>(place)};
  }
}

void FollowedSession::relay_lost(Timestamp now) {
  if (is_lost_) return;
  is_lost_ = true;
  note(Kind::Down, now, "Redis is away; it is looked for");
  for (Symbol& symbol : symbols_) {
    if (symbol.publisher != nullptr) change(symbol, Kind::Down, now, "Redis is away");
  }
}

void FollowedSession::relay_back(Timestamp now) {
  if (is_lost_) note(Kind::Live, now, "Redis is there again");
  is_lost_ = false;
  newest_hello_ = {};
  for (auto& [name, publisher] : publishers_) {
    publisher.after.clear();
    publisher.hello_server_at = {};
    if (publisher.is_there) publisher.hello_at = now;  // It has its time to be heard again.
  }
}

void FollowedSession::hello(const relay::LogEntry& entry, Timestamp now) {
  newest_hello_ = std::max(newest_hello_, entry.at);
  const auto message = parse_feed_message(entry.message);
  if (!message) {
    if (!std::exchange(has_complained_, true)) complain(kFeedsLog, message.error(), now);
    return;
  }
  if (const auto* const hello = std::get_if<FeedHello>(&*message)) take(*hello, entry, now);
}

void FollowedSession::take(const FeedHello& hello, const relay::LogEntry& entry, Timestamp now) {
  const auto found = publishers_.find(hello.publisher);
  if (found == publishers_.end() && publishers_.size() == kPublishersMax) return;
  Publisher& publisher = found == publishers_.end() ? publishers_[hello.publisher] : found->second;
  if (hello.next < publisher.announced) return;  // Of before; read once more.
  publisher.name = hello.publisher;
  publisher.source = hello.source;
  publisher.bars = hello.bars;
  publisher.announced = hello.next;
  publisher.said = {hello.symbols.begin(), hello.symbols.end()};
  publisher.hello_at = now;
  publisher.hello_server_at = entry.at;
  if (hello.is_leaving) {
    // Those who follow it have read all of it first: see `hellos_read`.
    publisher.hello_at = {};
  }
}

void FollowedSession::hellos_read(Timestamp now) {
  for (auto& [name, publisher] : publishers_) {
    const bool has_left = publisher.hello_at == Timestamp{};
    const bool is_silent =
        now - publisher.hello_at > kGoneAfter ||
        (publisher.hello_server_at.count() != 0 &&
         newest_hello_ - publisher.hello_server_at > std::chrono::nanoseconds{kGoneAfter.ns});
    const bool was_there = std::exchange(publisher.is_there, !has_left && !is_silent);
    if (!was_there || publisher.is_there) continue;
    if (has_left && is_followed(publisher)) continue;  // Told when its log has been read.
    leave(publisher, now, "nothing was heard of " + name + ", its publisher, for 3 s");
  }
  std::erase_if(publishers_, [&](const auto& each) {
    const Publisher& publisher = each.second;
    return !publisher.is_there && !is_followed(publisher) &&
           now - publisher.heard_at > kForgottenAfter && now - publisher.hello_at > kForgottenAfter;
  });
  choose(now);
}

bool FollowedSession::is_followed(const Publisher& publisher) const {
  return std::ranges::any_of(symbols_,
                             [&](const Symbol& symbol) { return symbol.publisher == &publisher; });
}

bool FollowedSession::suits(const Publisher& publisher, const Symbol& symbol) const {
  return publisher.is_there && (!bars_ || publisher.bars == bars_) &&
         publisher.said.contains(symbol.name);
}

FollowedSession::Publisher* FollowedSession::best_for(const Symbol& symbol) {
  Publisher* best = nullptr;
  const auto rank = [&](const Publisher& publisher) {
    const Kind kind = publisher.said.at(symbol.name);
    return std::pair{kind == Kind::Live || kind == Kind::Gap, publisher.next.has_value()};
  };
  for (auto& [name, publisher] : publishers_) {
    if (!suits(publisher, symbol)) continue;
    if (best == nullptr || rank(publisher) > rank(*best)) best = &publisher;
  }
  return best;
}

void FollowedSession::assign(Symbol& symbol, Publisher& publisher) {
  // Who comes back goes on where we left it; with anybody else we begin with what is newest.
  const bool is_back = publisher.next && symbol.last == publisher.name;
  const auto is_due = [&](const Symbol& each) {
    return each.publisher == nullptr && each.last == publisher.name;
  };
  if (!is_back && !is_followed(publisher) && std::ranges::none_of(symbols_, is_due)) {
    publisher.next.reset();
    publisher.joined_until = 0;
    publisher.after.clear();
  }
  symbol.publisher = &publisher;
  symbol.has_joined = is_back;
  if (is_back) symbol.lost_at.reset();
}

void FollowedSession::choose(Timestamp now) {
  std::vector<std::string> nobody;
  for (Symbol& symbol : symbols_) {
    if (symbol.publisher != nullptr) continue;
    Publisher* const publisher = best_for(symbol);
    if (publisher == nullptr) {
      nobody.push_back(symbol.name);
      continue;
    }
    assign(symbol, *publisher);
  }
  std::string names = names_text(nobody);
  if (names == waiting_for_) return;
  waiting_for_ = std::move(names);
  if (waiting_for_.empty()) return;
  note(Kind::Down, now,
       "nobody publishes " + waiting_for_ + (bars_ ? " with bars of " + to_string(*bars_) : "") +
           "; waiting for one who does");
}

std::vector<FollowedSession::Place> FollowedSession::to_read() const {
  std::vector<Place> places;
  for (const auto& [name, publisher] : publishers_) {
    if (is_followed(publisher)) places.push_back({.publisher = name, .after = publisher.after});
  }
  return places;
}

void FollowedSession::entry(const std::string& name, const relay::LogEntry& entry, Timestamp now) {
  const auto found = publishers_.find(name);
  if (found == publishers_.end()) return;
  Publisher& publisher = found->second;
  publisher.after = entry.place;
  const auto message = parse_feed_message(entry.message);
  const auto* const batch = message ? std::get_if<FeedBatch>(&*message) : nullptr;
  if (batch == nullptr || batch->publisher != name) {
    if (std::exchange(publisher.has_complained, true)) return;
    complain(name, message ? FeedMessageError::Malformed : message.error(), now);
    return;
  }
  take(publisher, *batch, now);
}

void FollowedSession::take(Publisher& publisher, const FeedBatch& batch, Timestamp now) {
  const std::uint64_t end = batch.first + batch.items.size();
  if (!publisher.next) {
    for (std::size_t i = 0; i < batch.items.size(); ++i) {
      remember(publisher, batch.items[i], batch.first + i);
    }
    publisher.joined_until = std::max(publisher.joined_until, end);
    return;
  }
  if (end <= *publisher.next) return;  // Read before.
  if (batch.first > *publisher.next) miss(publisher, batch.first - *publisher.next, now);
  const std::uint64_t known = *publisher.next > batch.first ? *publisher.next - batch.first : 0;
  publisher.next = end;
  publisher.heard_at = now;
  for (std::size_t i = known; i < batch.items.size(); ++i) {
    pass_on(publisher, batch.items[i], now);
  }
}

FollowedSession::Symbol* FollowedSession::mine(const Publisher& publisher,
                                               const std::string& symbol) {
  const auto found = places_.find(symbol);
  if (found == places_.end() || symbols_[found->second].publisher != &publisher) return nullptr;
  return &symbols_[found->second];
}

void FollowedSession::remember(Publisher& publisher, const FeedItem& item, std::uint64_t number) {
  if (const auto* const trade = std::get_if<StreamTrade>(&item)) {
    if (Symbol* const symbol = mine(publisher, trade->symbol)) symbol->trade = *trade;
  } else if (const auto* const quote = std::get_if<StreamQuote>(&item)) {
    if (Symbol* const symbol = mine(publisher, quote->quote.symbol)) symbol->quote = *quote;
  } else if (const auto* const change = std::get_if<FeedChange>(&item)) {
    // The hello knows what came before it.
    if (number >= publisher.announced && !change->symbol.empty()) {
      publisher.said[change->symbol] = change->kind;
    }
  }
}

void FollowedSession::pass_on(Publisher& publisher, const FeedItem& item, Timestamp now) {
  if (const auto* const change = std::get_if<FeedChange>(&item)) {
    if (change->symbol.empty()) {
      buffer_.push(*change);
      return;
    }
    publisher.kinds[change->symbol] = change->kind;
    Symbol* const symbol = mine(publisher, change->symbol);
    if (symbol == nullptr || !symbol->has_joined) return;
    symbol->kind = change->kind;
    buffer_.push(*change);
    return;
  }
  if (const auto* const bar = std::get_if<FeedBar>(&item)) {
    Symbol* const symbol = mine(publisher, bar->symbol);
    if (symbol == nullptr || !symbol->has_joined || bars_ != bar->timeframe) return;
    FeedBar placed = *bar;
    placed.bar.instrument = symbol->instrument;
    buffer_.push(std::move(placed));
    return;
  }
  if (const auto* const quote = std::get_if<StreamQuote>(&item)) {
    Symbol* const symbol = mine(publisher, quote->quote.symbol);
    if (symbol != nullptr && symbol->has_joined) buffer_.push(*quote);
    return;
  }
  const auto& trade = std::get<StreamTrade>(item);
  Symbol* const symbol = mine(publisher, trade.symbol);
  if (symbol == nullptr || !symbol->has_joined || buffer_.push(trade)) return;
  missed_ += 1;
  gap(*symbol, trade.event_at, now, "the reader was too slow");
}

void FollowedSession::miss(Publisher& publisher, std::uint64_t count, Timestamp now) {
  missed_ += count;
  for (Symbol& symbol : symbols_) {
    if (symbol.publisher != &publisher || !symbol.has_joined) continue;
    gap(symbol, publisher.heard_at, now,
        std::to_string(count) + " events of " + publisher.name + " are gone from Redis");
  }
}

void FollowedSession::caught_up(const std::string& name, Timestamp now) {
  const auto found = publishers_.find(name);
  if (found == publishers_.end()) return;
  Publisher& publisher = found->second;
  if (!publisher.next) {
    publisher.next = std::max(publisher.joined_until, publisher.announced);
    publisher.kinds = publisher.said;
  } else if (*publisher.next < publisher.announced) {
    miss(publisher, publisher.announced - *publisher.next, now);
    publisher.next = publisher.announced;
  }
  if (*publisher.next == publisher.announced) publisher.kinds = publisher.said;
  for (Symbol& symbol : symbols_) {
    if (symbol.publisher != &publisher) continue;
    if (!symbol.has_joined) join(symbol, now);
    const auto kind = publisher.kinds.find(symbol.name);
    if (kind != publisher.kinds.end()) change(symbol, kind->second, now);
  }
  publisher.heard_at = now;
  if (publisher.hello_at == Timestamp{}) leave(publisher, now, name + ", its publisher, has ended");
}

void FollowedSession::join(Symbol& symbol, Timestamp now) {
  Publisher& publisher = *symbol.publisher;
  symbol.has_joined = true;
  const auto kind = publisher.kinds.find(symbol.name);
  const auto quote = first_quote(symbol.quote, symbol.trade);
  if (symbol.lost_at) {
    gap(symbol, *symbol.lost_at, now, "followed anew, from " + publisher.name);
    symbol.lost_at.reset();
  } else if (kind != publisher.kinds.end()) {
    symbol.kind = kind->second;
    buffer_.push(FeedChange{.symbol = symbol.name,
                            .kind = kind->second,
                            .at = now,
                            .source = publisher.source,
                            .why = "by way of Redis, from " + publisher.name,
                            .gap_from = {},
                            .gap_until = {}});
  }
  if (quote) buffer_.push(*quote);
}

void FollowedSession::leave(Publisher& publisher, Timestamp now, const std::string& why) {
  if (is_followed(publisher)) note(Kind::Down, now, why);
  for (Symbol& symbol : symbols_) {
    if (symbol.publisher != &publisher) continue;
    change(symbol, Kind::Down, now, why);
    if (symbol.has_joined) {
      symbol.lost_at = publisher.heard_at;
      symbol.last = publisher.name;
    }
    symbol.publisher = nullptr;
    symbol.quote.reset();
    symbol.trade.reset();
  }
}

void FollowedSession::change(Symbol& symbol, Kind kind, Timestamp now, std::string why) {
  if (symbol.kind == kind) return;
  symbol.kind = kind;
  buffer_.push(
      FeedChange{.symbol = symbol.name,
                 .kind = kind,
                 .at = now,
                 .source = symbol.publisher == nullptr ? "redis" : symbol.publisher->source,
                 .why = std::move(why),
                 .gap_from = {},
                 .gap_until = {}});
}

void FollowedSession::gap(Symbol& symbol, Timestamp from, Timestamp now, std::string why) {
  symbol.kind = Kind::Gap;
  buffer_.push(FeedChange{.symbol = symbol.name,
                          .kind = Kind::Gap,
                          .at = now,
                          .source = symbol.publisher->source,
                          .why = std::move(why),
                          .gap_from = from,
                          .gap_until = now});
}

void FollowedSession::note(Kind kind, Timestamp now, std::string why) {
  buffer_.push(FeedChange{.symbol = "",
                          .kind = kind,
                          .at = now,
                          .source = "redis",
                          .why = std::move(why),
                          .gap_from = {},
                          .gap_until = {}});
}

void FollowedSession::complain(const std::string& who, FeedMessageError error, Timestamp now) {
  note(Kind::Gap, now, who + " holds " + std::string{describe(error)});
}

std::vector<std::string> FollowedSession::unfollowed() const {
  std::vector<std::string> names;
  for (const Symbol& symbol : symbols_) {
    if (symbol.publisher == nullptr) names.push_back(symbol.name);
  }
  return names;
}

std::string FollowedSession::source() const {
  std::set<std::string> sources;
  for (const Symbol& symbol : symbols_) {
    if (symbol.publisher != nullptr) sources.insert(symbol.publisher->source);
  }
  std::string text;
  for (const std::string& source : sources) text += (text.empty() ? "" : ", ") + source;
  return text.empty() ? "redis" : text + kByWayOf;
}

}  // namespace tw::providers
