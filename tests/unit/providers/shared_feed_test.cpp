// A feed that one process gives to others: the messages, who follows whom, and both ends together.

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/decimal.hpp"
#include "providers/feed_message.hpp"
#include "providers/feed_publisher.hpp"
#include "providers/followed_feed.hpp"
#include "support/eventually.hpp"

namespace tw::providers {
namespace {

using support::eventually;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Kind = FeedStatus::Kind;
using vendor::StreamQuote;
using vendor::StreamTrade;

constexpr Timestamp kStart = Timestamp::from_seconds(1'767'623'400);
constexpr Timeframe kMinute{Timeframe::Unit::Minute, 1};

Timestamp at(double seconds) { return kStart + Duration{static_cast<std::int64_t>(seconds * 1e9)}; }

StreamTrade trade(const std::string& symbol, std::int64_t number) {
  return {.symbol = symbol,
          .event_at = kStart,
          .price = Price::from_raw(12'345'678'901),
          .size = Quantity::whole(number + 1),
          .id = std::to_string(number)};
}

StreamQuote quote(const std::string& symbol, std::int64_t bid) {
  StreamQuote quote;
  quote.quote.symbol = symbol;
  quote.quote.currency = kUsd;
  quote.quote.bid = Price::whole(bid);
  return quote;
}

FeedBar minute(const std::string& symbol) {
  return {.symbol = symbol,
          .timeframe = kMinute,
          .bar = {.instrument = {},
                  .session = Date::of(kStart),
                  .start = kStart,
                  .end = kStart + Duration::minutes(1),
                  .open = Price::whole(2),
                  .high = Price::whole(3),
                  .low = Price::whole(1),
                  .close = Price::from_raw(1),
                  .volume = Volume::from_raw(7)},
          .is_complete = false,
          .is_filled = true};
}

FeedChange change(const std::string& symbol, Kind kind, const std::string& why = {}) {
  return {.symbol = symbol,
          .kind = kind,
          .at = kStart,
          .source = "polygon",
          .why = why,
          .gap_from = kStart,
          .gap_until = at(1)};
}

/// Returns an item in one word, for lists: "trade AAPL 7", "gap AAPL".
std::string word_of(const FeedItem& item) {
  struct Word {
    std::string operator()(const StreamTrade& each) const {
      return "trade " + each.symbol + " " + each.id;
    }
    std::string operator()(const StreamQuote& each) const {
      return "quote " + each.quote.symbol + " " +
             (each.quote.bid ? to_string(*each.quote.bid) : "-") +
             (each.quote.last ? " last " + to_string(*each.quote.last) : "");
    }
    std::string operator()(const FeedBar& each) const { return "bar " + each.symbol; }
    std::string operator()(const FeedChange& each) const {
      return std::string{to_string(each.kind)} + " " + (each.symbol.empty() ? "*" : each.symbol);
    }
  };
  return std::visit(Word{}, item);
}

std::vector<std::string> batches(std::uint64_t first, const std::vector<FeedItem>& items,
                                 const std::string& publisher = "box:1") {
  FeedBatchWriter writer{publisher, first};
  for (const FeedItem& item : items) writer.add(item);
  return writer.take(true);
}

// --- the messages ---

TEST(FeedMessage, EveryKindOfItemIsReadBackToTheLastDigit) {
  StreamQuote full = quote("BRK.B", 1);
  full.quote.event_at = kStart;
  full.quote.delay = Duration::minutes(15);
  full.quote.ask = Price::max();
  full.quote.ask_size = Quantity::from_raw(0);
  full.quote.volume = Volume::from_raw(123'456'789'012'345'678);
  StreamTrade odd = trade("BTC/USD", 3);
  odd.id = "a\tb\n100% \xC3\xA4";
  const std::vector<FeedItem> items{odd, full, minute("AAPL"),
                                    change("", Kind::Gap, "line one\nline two")};

  const auto texts = batches(41, items);
  ASSERT_EQ(texts.size(), 1U);
  const auto read = parse_feed_message(texts[0]);

  ASSERT_TRUE(read.has_value());
  const auto& batch = std::get<FeedBatch>(*read);
  EXPECT_EQ(batch.publisher, "box:1");
  EXPECT_EQ(batch.first, 41U);
  ASSERT_EQ(batch.items.size(), 4U);
  EXPECT_EQ(std::get<StreamTrade>(batch.items[0]).id, odd.id);
  EXPECT_EQ(std::get<StreamTrade>(batch.items[0]).price, odd.price);
  EXPECT_EQ(std::get<StreamQuote>(batch.items[1]).quote.ask, Price::max());
  EXPECT_EQ(std::get<StreamQuote>(batch.items[1]).quote.last, std::nullopt);
  EXPECT_EQ(std::get<FeedBar>(batch.items[2]).bar.close, Price::from_raw(1));
  EXPECT_EQ(std::get<FeedChange>(batch.items[3]).why, "line one\nline two");
  EXPECT_EQ(batches(41, batch.items), texts) << "written again it is the same text";
}

TEST(FeedMessage, AHelloSaysWhoseStreamItIsAndHowEachSymbolIsDoing) {
  const FeedHello hello{.publisher = "box:1",
                        .source = "polygon",
                        .bars = kMinute,
                        .next = 7,
                        .is_leaving = false,
                        .symbols = {{"AAPL", Kind::Live}, {"MSFT", Kind::Stale}}};

  const auto read = parse_feed_message(feed_hello_text(hello));

  ASSERT_TRUE(read.has_value());
  const auto& said = std::get<FeedHello>(*read);
  EXPECT_EQ(said.bars, kMinute);
  EXPECT_EQ(said.next, 7U);
  EXPECT_EQ(said.symbols, hello.symbols);
  EXPECT_EQ(feed_hello_text(said), feed_hello_text(hello));
}

TEST(FeedMessage, WhatIsNotToTheLastByteOursIsRefused) {
  using Error = FeedMessageError;
  const std::string head = "tradewind-feed\t1\tbatch\tbox:1\t0\n";
  const std::string good = head + "t\tAAPL\t1\t100\t0\t\n";
  ASSERT_TRUE(parse_feed_message(good).has_value());
  const std::vector<std::pair<std::string, Error>> bad{
      {"", Error::NotOurs},
      {"{\"form\":\"1\"}\n", Error::NotOurs},
      {"tradewind-feed\t2\tbatch\tbox:1\t0\nnew things\n", Error::OtherForm},
      {"tradewind-feed\t01\tbatch\tbox:1\t0\n", Error::OtherForm},
      {"tradewind-feed\t1\tfarewell\tbox:1\n", Error::Malformed},
      {head, Error::Malformed},
      {good + "t", Error::Malformed},
      {good + "\n", Error::Malformed},
      {"tradewind-feed\t1\tbatch\tbox 1\t0\nt\tAAPL\t1\t100\t0\t\n", Error::Malformed},
      {"tradewind-feed\t1\tbatch\tbox:1\t9223372036854775807\nt\tA\t1\t1\t0\t\n", Error::Malformed},
      {"tradewind-feed\t1\tbatch\tbox:1\t0\t\nt\tAAPL\t1\t100\t0\t\n", Error::Malformed},
      {head + "x\tAAPL\t1\t100\t0\t\n", Error::Malformed},
      {head + "t\tAAPL\t1\t100\t0\n", Error::Malformed},
      {head + "t\tAAPL\t1\t100\t0\t\t\n", Error::Malformed},
      {head + "t\t\t1\t100\t0\t\n", Error::Malformed},
      {head + "t\tAAPL\t1\t0\t0\t\n", Error::Malformed},
      {head + "t\tAAPL\t1\t-5\t0\t\n", Error::Malformed},
      {head + "t\tAAPL\t1\t1e8\t0\t\n", Error::Malformed},
      {head + "t\tAAPL\t1\t1.5\t0\t\n", Error::Malformed},
      {head + "t\tAAPL\t1\t007\t0\t\n", Error::Malformed},
      {head + "t\tAAPL\t1\t9223372036854775808\t0\t\n", Error::Malformed},
      {head + "t\tAAPL\t-1\t100\t0\t\n", Error::Malformed},
      {head + "t\tAAPL\t1\t100\t0\t%41\n", Error::Malformed},
      {head + "t\tAAPL\t1\t100\t0\t%0a\n", Error::Malformed},
      {head + "t\tAAPL\t1\t100\t0\t%0\n", Error::Malformed},
      {head + "t\t" + std::string(33, 'A') + "\t1\t100\t0\t\n", Error::Malformed},
      {head + "t\tAAPL\t1\t100\t0\t" + std::string(2 << 20, 'x') + "\n", Error::Malformed},
      {head + "q\tAAPL\tUS\t0\t\t\t\t\t\t\t\t\t\t\t\n", Error::Malformed},
      {head + "b\tAAPL\tdaily\t1\t0\t1\t1\t1\t1\t1\t0\t1\t0\n", Error::Malformed},
      {head + "b\tAAPL\t1m\t1\t1\t1\t1\t1\t1\t1\t0\t1\t0\n", Error::Malformed},
      {head + "s\tAAPL\tasleep\t0\tpolygon\t\t0\t0\n", Error::Malformed},
      {"tradewind-feed\t1\thello\tbox:1\tpolygon\t1m\t0\t2\n", Error::Malformed},
      {"tradewind-feed\t1\thello\tbox:1\tpolygon\t1m\t0\t0\nAAPL\n", Error::Malformed},
  };

  for (const auto& [text, error] : bad) {
    const auto read = parse_feed_message(text);
    ASSERT_FALSE(read.has_value()) << text.substr(0, 100);
    EXPECT_EQ(read.error(), error) << text.substr(0, 100);
    EXPECT_FALSE(describe(read.error()).empty());
  }
}

TEST(FeedMessage, WhatNoReaderWouldTakeIsPassedOverInTheNumbering) {
  StreamTrade free_of_charge = trade("AAPL", 1);
  free_of_charge.price = Price{};

  const auto texts = batches(0, {trade("AAPL", 0), free_of_charge, trade("AAPL", 2)});

  ASSERT_EQ(texts.size(), 2U);
  EXPECT_EQ(std::get<FeedBatch>(*parse_feed_message(texts[0])).first, 0U);
  EXPECT_EQ(std::get<FeedBatch>(*parse_feed_message(texts[1])).first, 2U);
}

TEST(FeedMessage, ManyItemsAreSeveralMessagesOfABoundedSize) {
  std::vector<FeedItem> items;
  for (int i = 0; i < 5'000; ++i) items.emplace_back(trade("AAPL", i));

  const auto texts = batches(10, items);

  EXPECT_GT(texts.size(), 2U);
  std::uint64_t next = 10;
  for (const std::string& text : texts) {
    EXPECT_LT(text.size(), 65'536U);
    const auto batch = std::get<FeedBatch>(*parse_feed_message(text));
    EXPECT_EQ(batch.first, next);
    next += batch.items.size();
  }
  EXPECT_EQ(next, 5'010U);
}

// --- who follows whom ---

/// A relay as a table: what stands in each log, and a follower that reads it when it is told to.
class Following {
 public:
  explicit Following(std::vector<std::string> symbols, std::optional<Timeframe> bars = {})
      : session_{symbols, bars, buffer_} {}

  void hello(double seconds, std::uint64_t next, const std::string& publisher = "box:1",
             bool is_leaving = false, Kind kind = Kind::Live) {
    hellos_.push_back(
        entry(seconds, feed_hello_text({.publisher = publisher,
                                        .source = "polygon",
                                        .bars = kMinute,
                                        .next = next,
                                        .is_leaving = is_leaving,
                                        .symbols = {{"AAPL", kind}, {"MSFT", kind}}})));
  }
  void items(double seconds, std::uint64_t first, const std::vector<FeedItem>& items,
             const std::string& publisher = "box:1") {
    for (const std::string& text : batches(first, items, publisher)) {
      logs_[publisher].push_back(entry(seconds, text));
    }
  }
  void raw(double seconds, const std::string& text, const std::string& publisher = "box:1") {
    logs_[publisher].push_back(entry(seconds, text));
  }
  void raw_hello(double seconds, const std::string& text) {
    hellos_.push_back(entry(seconds, text));
  }
  /// The server begins anew, with nothing.
  void restart(double seconds) {
    session_.relay_lost(at(seconds));
    logs_.clear();
    hellos_.clear();
    hellos_read_ = 0;
    session_.relay_back(at(seconds));
  }
  /// Reads all there is. Returns what came of it, a word each.
  std::vector<std::string> read(double seconds) {
    for (; hellos_read_ < hellos_.size(); ++hellos_read_) {
      session_.hello(hellos_[hellos_read_], at(seconds));
    }
    session_.hellos_read(at(seconds));
    for (const auto& place : session_.to_read()) {
      for (const relay::LogEntry& each : logs_[place.publisher]) {
        if (!place.after.empty() && std::stoull(each.place) <= std::stoull(place.after)) continue;
        session_.entry(place.publisher, each, at(seconds));
      }
      session_.caught_up(place.publisher, at(seconds));
    }
    std::vector<FeedItem> items;
    buffer_.take(items);
    std::vector<std::string> words;
    for (const FeedItem& item : items) {
      words.push_back(word_of(item));
      if (const auto* const said = std::get_if<FeedChange>(&item)) why_ = said->why;
    }
    return words;
  }
  FollowedSession& session() { return session_; }
  const std::string& why() const { return why_; }

 private:
  relay::LogEntry entry(double seconds, const std::string& text) {
    return {.place = std::to_string(++places_),
            .at = std::chrono::milliseconds{1'000'000 + static_cast<std::int64_t>(seconds * 1e3)},
            .message = text};
  }

  FeedBuffer buffer_{1'000};
  FollowedSession session_;
  std::vector<relay::LogEntry> hellos_;
  std::size_t hellos_read_ = 0;
  std::map<std::string, std::vector<relay::LogEntry>> logs_;
  std::uint64_t places_ = 0;
  std::string why_;
};

TEST(FollowedSession, WhoComesLateSeesTheNewestQuoteOnceAndThenWhatComes) {
  Following following{{"AAPL"}};
  following.items(0, 0, {quote("AAPL", 1), trade("AAPL", 0), quote("AAPL", 2), trade("MSFT", 0)});
  following.hello(0, 4);

  EXPECT_THAT(following.read(0.1), ElementsAre("live AAPL", "quote AAPL 2 last 123.45678901"));
  EXPECT_THAT(following.why(), HasSubstr("from box:1"));
  EXPECT_EQ(following.session().source(), "polygon by way of redis");
  following.items(0.2, 4, {trade("AAPL", 1), trade("MSFT", 1), quote("AAPL", 3)});

  EXPECT_THAT(following.read(0.3), ElementsAre("trade AAPL 1", "quote AAPL 3"));
  EXPECT_THAT(following.read(0.4), IsEmpty());
}

TEST(FollowedSession, EventsThatAreMissingAreAGapOfEachSymbolAndRepeatsAreToldOnce) {
  Following following{{"AAPL", "MSFT"}};
  following.hello(0, 0);
  following.read(0);
  following.items(0.1, 0, {trade("AAPL", 0)});
  following.items(0.1, 0, {trade("AAPL", 0), trade("AAPL", 1)});
  EXPECT_THAT(following.read(0.1), ElementsAre("trade AAPL 0", "trade AAPL 1"));

  following.items(0.2, 5, {trade("MSFT", 5)});

  EXPECT_THAT(following.read(0.2),
              ElementsAre("gap AAPL", "gap MSFT", "trade MSFT 5", "live AAPL", "live MSFT"));
  EXPECT_EQ(following.session().missed(), 3U);
}

TEST(FollowedSession, WhatTheHelloCountsAndTheLogLacksIsAGap) {
  Following following{{"AAPL"}};
  following.hello(0, 0);
  following.read(0);

  following.hello(1, 9);

  EXPECT_THAT(following.read(1), ElementsAre("gap AAPL", "live AAPL"));
  EXPECT_EQ(following.session().missed(), 9U);
  following.items(1.5, 9, {trade("AAPL", 9)});
  EXPECT_THAT(following.read(1.5), ElementsAre("trade AAPL 9"));
}

TEST(FollowedSession, APublisherThatDiesIsToldAndOneThatComesBackGoesOnWithoutAGap) {
  Following following{{"AAPL"}};
  following.hello(0, 0);
  following.read(0);

  EXPECT_THAT(following.read(2.9), IsEmpty());
  EXPECT_THAT(following.read(3.1), ElementsAre("down *", "down AAPL", "down *"));
  EXPECT_THAT(following.why(), HasSubstr("nobody publishes AAPL"));
  EXPECT_THAT(following.session().unfollowed(), ElementsAre("AAPL"));
  following.items(5, 0, {trade("AAPL", 0)});
  following.hello(5, 1);

  EXPECT_THAT(following.read(5), ElementsAre("trade AAPL 0", "live AAPL"));
}

TEST(FollowedSession, AnotherPublisherTakesOverWithAGapAndTheFirstIsNotReturnedTo) {
  Following following{{"AAPL"}};
  following.hello(0, 0);
  following.items(0, 0, {trade("AAPL", 100)}, "box:2");
  following.hello(0, 1, "box:2");
  following.read(0);
  following.items(0.1, 0, {trade("AAPL", 0)});
  following.items(0.1, 1, {trade("AAPL", 101)}, "box:2");
  EXPECT_THAT(following.read(0.1), ElementsAre("trade AAPL 0")) << "of two publishers one counts";

  following.hello(3.5, 2, "box:2");
  EXPECT_THAT(following.read(3.5), ElementsAre("down *", "down AAPL", "gap AAPL",
                                               "quote AAPL - last 123.45678901", "live AAPL"));
  following.items(4, 1, {trade("AAPL", 1)});
  following.hello(4, 2);
  following.items(4, 2, {trade("AAPL", 102)}, "box:2");
  following.hello(4, 3, "box:2");
  EXPECT_THAT(following.read(4), ElementsAre("trade AAPL 102"));
}

TEST(FollowedSession, APublisherThatEndsIsHeardToItsLastWordAndToldAtOnce) {
  Following following{{"AAPL"}};
  following.hello(0, 0);
  following.read(0);
  following.items(0.5, 0, {trade("AAPL", 0)});
  following.hello(0.5, 1, "box:1", true);

  EXPECT_THAT(following.read(0.5), ElementsAre("trade AAPL 0", "down *", "down AAPL"));
  EXPECT_THAT(following.why(), HasSubstr("has ended"));
}

TEST(FollowedSession, ARestartOfTheServerIsToldAndCostsOnlyWhatItHeldUnread) {
  Following following{{"AAPL"}};
  following.hello(0, 0);
  following.read(0);
  following.items(0.1, 0, {trade("AAPL", 0)});
  following.read(0.1);
  following.restart(1);
  following.hello(1, 1);
  following.items(1, 1, {trade("AAPL", 1)});
  EXPECT_THAT(following.read(1),
              ElementsAre("down *", "down AAPL", "live *", "trade AAPL 1", "live AAPL"));

  following.items(1.1, 2, {trade("AAPL", 2)});
  following.restart(2);
  following.hello(2, 3);
  EXPECT_THAT(following.read(2),
              ElementsAre("down *", "down AAPL", "live *", "gap AAPL", "live AAPL"));
  EXPECT_EQ(following.session().missed(), 1U);
}

TEST(FollowedSession, APublisherWithOtherBarsIsNoneForWhoWantsBars) {
  Following with_others{{"AAPL"}, Timeframe{Timeframe::Unit::Minute, 5}};
  with_others.hello(0, 0);
  EXPECT_THAT(with_others.read(0), ElementsAre("down *"));
  EXPECT_THAT(with_others.why(), HasSubstr("nobody publishes AAPL with bars of 5m"));

  Following with_same{{"MSFT", "AAPL"}, kMinute};
  with_same.hello(0, 0);
  with_same.read(0);
  with_same.items(0.1, 0, {minute("AAPL")});
  EXPECT_THAT(with_same.read(0.1), ElementsAre("bar AAPL"));

  Following without{{"AAPL"}};
  without.hello(0, 0);
  without.read(0);
  without.items(0.1, 0, {minute("AAPL"), trade("AAPL", 1)});
  EXPECT_THAT(without.read(0.1), ElementsAre("trade AAPL 1"));
}

TEST(FollowedSession, WhatMakesNoSenseIsSaidOnceAndWhatItHeldIsAGap) {
  Following following{{"AAPL"}};
  following.raw_hello(0, "tradewind-feed\t9\thello\tfrom the future\n");
  following.raw_hello(0, "rubbish");
  following.hello(0, 0);
  EXPECT_THAT(following.read(0), ElementsAre("gap *", "live AAPL"));
  following.raw(0.1, "rubbish");
  following.raw(0.1, batches(0, {trade("AAPL", 0)}, "somebody:else")[0]);
  following.items(0.1, 1, {trade("AAPL", 1)});

  EXPECT_THAT(following.read(0.1), ElementsAre("gap *", "gap AAPL", "trade AAPL 1", "live AAPL"));
  EXPECT_EQ(following.session().missed(), 1U);
}

TEST(FollowedSession, NobodyIsGoneBecauseTheReaderSlept) {
  Following following{{"AAPL"}};
  following.hello(0, 0);
  following.read(0);
  for (int second = 1; second <= 60; ++second) following.hello(second, 0);

  EXPECT_THAT(following.read(60), IsEmpty());
}

// --- both ends ---

class SharedFeed : public testing::Test {
 protected:
  std::unique_ptr<FeedPublisher> publisher(std::size_t waiting_max = 1'000) {
    return std::make_unique<FeedPublisher>(
        *relay_,
        FeedPublisher::Terms{.name = publisher_name(this_machine()),
                             .symbols = {"AAPL"},
                             .bars = kMinute,
                             .source = [] { return std::string{"polygon"}; },
                             .waiting_max = waiting_max},
        this_machine());
  }
  /// Takes what has come. Returns whether `word` was ever among it.
  bool has(FollowedFeed& feed, const std::string& word) {
    feed.take(items_);
    for (const FeedItem& item : items_) words_.push_back(word_of(item));
    return std::ranges::find(words_, word) != words_.end();
  }

  std::unique_ptr<relay::Relay> relay_ = relay::make_in_process_relay();
  std::vector<FeedItem> items_;
  std::vector<std::string> words_;
};

TEST_F(SharedFeed, WhatOneProcessPublishesAnotherFollowsUntilItEnds) {
  auto publisher = this->publisher();
  ASSERT_TRUE(
      eventually([&] { return unpublished(*relay_, {"AAPL"}, kMinute, this_machine()).empty(); }));
  EXPECT_THAT(unpublished(*relay_, {"AAPL", "TSLA"}, kMinute, this_machine()), ElementsAre("TSLA"));
  FollowedFeed feed{*relay_, {.symbols = {"AAPL"}, .bars = kMinute}, this_machine()};
  ASSERT_TRUE(eventually([&] { return has(feed, "down AAPL"); })) << "as the publisher has it";

  publisher->buffer().push(change("AAPL", Kind::Live));
  for (int i = 0; i < 500; ++i) publisher->buffer().push(trade("AAPL", i));
  publisher->buffer().push(minute("AAPL"));
  ASSERT_TRUE(eventually([&] { return has(feed, "bar AAPL"); }));

  std::vector<std::string> wanted{"down AAPL", "live AAPL"};
  for (int i = 0; i < 500; ++i) wanted.push_back("trade AAPL " + std::to_string(i));
  wanted.emplace_back("bar AAPL");
  EXPECT_EQ(words_, wanted);
  EXPECT_EQ(feed.source(), "polygon by way of redis");
  words_.clear();
  publisher.reset();
  EXPECT_TRUE(eventually([&] { return has(feed, "down AAPL"); }));
  EXPECT_EQ(feed.missed(), 0U);
}

TEST_F(SharedFeed, WhatFindsNoRoomIsPassedOverAndSeenAsAGap) {
  FeedBuffer full{2, FeedBuffer::Bound::AllButQuotes};
  for (int i = 0; i < 5; ++i) full.push(trade("AAPL", i));
  full.push(minute("AAPL"));
  full.push(change("AAPL", Kind::Stale));
  full.push(quote("AAPL", 1));

  EXPECT_EQ(full.take(items_), 5U);
  EXPECT_EQ(items_.size(), 3U) << "two trades, and of quotes always the newest";
  EXPECT_EQ(full.take(items_), 0U);
}

TEST_F(SharedFeed, ACopyOfABufferHoldsUpNobodyAndGetsWhatTheFirstTook) {
  FeedBuffer copy{2, FeedBuffer::Bound::AllButQuotes};
  FeedBuffer first{3};
  first.copy_to(&copy);

  for (int i = 0; i < 4; ++i) EXPECT_EQ(first.push(trade("AAPL", i)), i < 3);

  EXPECT_EQ(first.waiting(), 3U);
  EXPECT_EQ(copy.waiting(), 2U);
  EXPECT_EQ(copy.take(items_), 1U) << "the fourth was refused before it came here";
}

TEST_F(SharedFeed, ANameIsOfThisProcessAndUnlikeAnyOther) {
  const std::string one = publisher_name(this_machine());
  EXPECT_TRUE(is_publisher_name(one)) << one;
  EXPECT_NE(one, publisher_name(this_machine()));
  EXPECT_FALSE(is_publisher_name("two words"));
  EXPECT_FALSE(is_publisher_name(""));
}

}  // namespace
}  // namespace tw::providers
