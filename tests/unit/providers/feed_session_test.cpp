#include "providers/feed_session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>

#include "core/decimal.hpp"
#include "unit/providers/scripted_dialect.hpp"

namespace tw::providers {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using Kind = FeedStatus::Kind;

/// 2026-01-05 is a Monday; 14:30 UTC is the open in New York.
constexpr Timestamp kOpen = Timestamp::from_seconds(1'767'623'400);

/// A session with a clock of its own, and what came out of it as text.
class Feed {
 public:
  using Manners = ScriptedDialect::Manners;

  explicit Feed(const std::vector<std::string>& symbols, FeedOptions options = {},
                std::vector<Manners> manners = {Manners{}}, std::size_t trades_max = 1'000)
      : buffer{trades_max} {
    std::vector<StreamSource> sources;
    for (Manners& each : manners) {
      sources.push_back({.vendor = "v" + std::to_string(sources.size() + 1),
                         .dialect = std::make_unique<ScriptedDialect>(std::move(each))});
    }
    session.emplace(std::move(sources), symbols, std::move(options), buffer, 1);
    session->start(now);
  }

  /// Connects and logs in, as far as the default manners go.
  void bring_up() {
    session->opened(now);
    session->frame("hello", now);
    session->frame("in", now);
  }
  void frame(const std::string& text) { session->frame(text, now); }
  void trade(const std::string& symbol, std::int64_t price, const std::string& id = "") {
    frame("T " + symbol + " " + std::to_string(now.unix_ns) + " " + std::to_string(price) + " 10 " +
          id);
  }
  void lose() {
    session->ended({.outcome = vendor::Outcome::Transient,
                    .what = "reset",
                    .retry_after = {},
                    .is_malformed = false},
                   now);
  }
  /// Lets time pass in steps of 100 ms.
  void pass(Duration span) {
    for (const Timestamp end = now + span; now < end;) {
      now = now + Duration{100'000'000};
      session->tick(now);
    }
  }
  FeedSession::Orders orders() { return session->take_orders(); }

  /// Returns what came: "AAPL live", "* down: why", "AAPL trade 187", "AAPL quote 187",
  /// "AAPL bar 14:30 1-4 incomplete".
  std::vector<std::string> items() {
    std::vector<FeedItem> taken;
    buffer.take(taken);
    std::vector<std::string> texts;
    for (const FeedItem& item : taken)
      texts.push_back(std::visit([](const auto& it) { return text_of(it); }, item));
    return texts;
  }

  static std::string text_of(const vendor::StreamTrade& trade) {
    return trade.symbol + " trade " + to_string(trade.price);
  }
  static std::string text_of(const vendor::StreamQuote& quote) {
    return quote.quote.symbol + " quote " + to_string(*quote.quote.last);
  }
  static std::string text_of(const FeedBar& bar) {
    return bar.symbol + " bar " + to_string(bar.bar.start).substr(11, 5) + " " +
           to_string(bar.bar.open) + "-" + to_string(bar.bar.close) +
           (bar.is_complete ? "" : " incomplete") + (bar.is_filled ? " filled" : "");
  }
  static std::string text_of(const FeedChange& change) {
    std::string text =
        (change.symbol.empty() ? "*" : change.symbol) + " " + std::string{to_string(change.kind)};
    if (change.kind == Kind::Gap) {
      text += " of " + std::to_string((change.gap_until - change.gap_from).ns / 1'000'000) + " ms";
    } else if (!change.why.empty()) {
      text += ": " + change.why;
    }
    return text;
  }

  Timestamp now = kOpen;
  FeedBuffer buffer;
  std::optional<FeedSession> session;
};

TEST(FeedSession, LogsInWhenGreetedAndSubscribesWhenLetIn) {
  Feed feed{{"A", "B"}};
  ASSERT_TRUE(feed.orders().connect);

  feed.session->opened(feed.now);
  EXPECT_THAT(feed.orders().send, IsEmpty()) << "the vendor greets first";
  feed.frame("hello");
  EXPECT_THAT(feed.orders().send, ElementsAre("login"));
  feed.frame("in");
  EXPECT_THAT(feed.orders().send, ElementsAre("+A,B"));
  feed.frame("sub A");
  feed.trade("B", 5);

  EXPECT_THAT(feed.items(),
              ElementsAre("* live: subscribed to 2", "A live", "B live", "B trade 5"));
}

TEST(FeedSession, DoesNotWaitForGreetingsOrConsentThatNeverCome) {
  Feed silent{{"A"}, {}, {{.has_login = false, .confirms_login = false, .heartbeat_every = {}}}};
  silent.session->opened(silent.now);
  EXPECT_THAT(silent.orders().send, ElementsAre("+A"));

  Feed curt{{"A"}, {}, {{.confirms_login = false, .heartbeat_every = {}}}};
  curt.session->opened(curt.now);
  curt.pass(Duration::seconds(2));
  EXPECT_THAT(curt.orders().send, ElementsAre("login", "+A"));
}

TEST(FeedSession, ASubscriptionThatNobodyConfirmsCountsAfterAWhile) {
  Feed feed{{"A"}};
  feed.bring_up();
  feed.items();

  feed.pass(Duration::seconds(5));

  EXPECT_THAT(feed.items(), ElementsAre("A live"));
}

TEST(FeedSession, ALossIsToldAndMadeGoodWithAGapThatIsFilled) {
  Feed feed{{"A"}};
  feed.bring_up();
  feed.trade("A", 1);
  feed.orders();
  feed.items();

  feed.pass(Duration::seconds(3));
  feed.lose();
  EXPECT_TRUE(feed.orders().close);
  EXPECT_THAT(feed.items(), ElementsAre("A down", "* down: transient: reset"));
  feed.pass(Duration::seconds(1));
  ASSERT_TRUE(feed.orders().connect) << "half a second and at most as much again";
  feed.bring_up();
  EXPECT_THAT(feed.orders().send, ElementsAre("login", "+A"));
  feed.trade("A", 2);

  EXPECT_THAT(feed.items(),
              ElementsAre("* live: subscribed to 1", "A gap of 5000 ms", "A trade 2"));
  const auto fill = feed.orders().fill;
  ASSERT_THAT(fill, SizeIs(1));
  EXPECT_EQ(fill[0].from, kOpen - Duration::seconds(1)) << "what was under way is lost too";
  EXPECT_EQ(fill[0].until, feed.now);

  feed.session->filled(fill[0], {}, true, feed.now);
  EXPECT_THAT(feed.items(), ElementsAre("A live: filled with 0 bars"));
}

TEST(FeedSession, EachFailedConnectionIsFollowedByALongerPauseUpToABound) {
  Feed feed{{"A"}};
  feed.orders();
  std::vector<Duration> pauses;
  for (int i = 0; i < 12; ++i) {
    feed.lose();
    const Timestamp lost_at = feed.now;
    while (!feed.orders().connect) feed.pass(Duration{100'000'000});
    pauses.push_back(feed.now - lost_at);
  }

  EXPECT_LE(pauses.front(), Duration::seconds(1));
  EXPECT_GT(pauses[5], pauses.front());
  for (const Duration pause : pauses) EXPECT_LE(pause, Duration{45'100'000'000});
  EXPECT_GE(pauses.back(), Duration::seconds(15));
}

TEST(FeedSession, AQuietSymbolIsStaleWhileItsMarketIsOpen) {
  Feed feed{{"A"}};
  feed.bring_up();
  feed.trade("A", 1);
  feed.items();

  feed.pass(Duration::seconds(61));
  EXPECT_THAT(feed.items(), ElementsAre("A stale"));
  feed.trade("A", 2);
  EXPECT_THAT(feed.items(), ElementsAre("A live", "A trade 2"));

  feed.now = kOpen + Duration::hours(9);
  feed.trade("A", 3);
  feed.items();
  feed.pass(Duration::minutes(5));
  EXPECT_THAT(feed.items(), IsEmpty()) << "the market is closed";
}

TEST(FeedSession, AStreamWithHeartbeatsThatFallsSilentIsGivenANewConnection) {
  Feed feed{{"A"}, {}, {{.heartbeat_every = Duration::seconds(10)}}};
  feed.bring_up();
  feed.orders();

  feed.pass(Duration::seconds(10));
  EXPECT_THAT(feed.orders().send, ElementsAre("ping"));
  feed.frame("beat");
  feed.pass(Duration::seconds(44));
  EXPECT_FALSE(feed.orders().close);
  feed.pass(Duration::seconds(3));

  const auto orders = feed.orders();
  EXPECT_TRUE(orders.close);
  EXPECT_TRUE(orders.connect);
}

TEST(FeedSession, AVendorThatDropsUsAfterEachSubscriptionIsReplacedByTheNext) {
  Feed feed{
      {"A"},
      {},
      {Feed::Manners{}, Feed::Manners{.url = "ws://localhost/second", .heartbeat_every = {}}}};
  for (int i = 0; i < 3; ++i) {
    feed.bring_up();
    feed.trade("A", 1);
    feed.orders();
    feed.lose();
    feed.pass(Duration::seconds(4));
  }
  const auto orders = feed.orders();
  ASSERT_TRUE(orders.connect);
  EXPECT_EQ(orders.connect->url, "ws://localhost/second");
}

TEST(FeedSession, AVendorWhoseConnectionsHoldForAWhileKeepsItsPlace) {
  Feed feed{
      {"A"},
      {},
      {Feed::Manners{}, Feed::Manners{.url = "ws://localhost/second", .heartbeat_every = {}}}};
  for (int i = 0; i < 5; ++i) {
    feed.bring_up();
    feed.pass(Duration::seconds(11));
    feed.trade("A", 1);
    feed.orders();
    feed.lose();
    feed.pass(Duration::seconds(1));
  }
  EXPECT_EQ(feed.session->source(), "v1");
}

TEST(FeedSession, AConnectionWhoseFramesMakeNoSenseIsGivenUp) {
  Feed feed{{"A"}};
  feed.bring_up();
  for (int i = 0; i < 19; ++i) feed.frame("?");
  feed.trade("A", 1);
  for (int i = 0; i < 19; ++i) feed.frame("?");
  feed.orders();
  feed.items();

  feed.frame("?");

  EXPECT_TRUE(feed.orders().close);
  EXPECT_THAT(feed.items(),
              ElementsAre("A down", "* down: transient: 20 frames in a row made no sense"));
  EXPECT_EQ(feed.session->counts().malformed, 39U);
}

TEST(FeedSession, AVendorThatRefusesTheKeyIsReplacedByTheNext) {
  Feed feed{
      {"A"},
      {},
      {Feed::Manners{}, Feed::Manners{.url = "ws://localhost/second", .heartbeat_every = {}}}};
  feed.orders();
  feed.session->opened(feed.now);
  feed.frame("hello");
  feed.frame("no auth");
  feed.pass(Duration{100'000'000});

  const auto orders = feed.orders();
  ASSERT_TRUE(orders.connect);
  EXPECT_EQ(orders.connect->url, "ws://localhost/second");
  EXPECT_THAT(feed.items(), ElementsAre("* down: auth: it said auth", "* down: goes on with v2"));

  feed.session->opened(feed.now);
  feed.frame("no entitlement");
  EXPECT_EQ(feed.session->given_up(),
            "v1: auth: it said auth; v2: entitlement: it said entitlement");
  feed.pass(Duration::hours(1));
  EXPECT_FALSE(feed.orders().connect);
}

TEST(FeedSession, AVendorThatCannotBeReachedThreeTimesIsReplacedAndItsGapIsMarkedThere) {
  Feed feed{
      {"A"},
      {},
      {Feed::Manners{}, Feed::Manners{.url = "ws://localhost/second", .heartbeat_every = {}}}};
  feed.orders();
  feed.bring_up();
  feed.trade("A", 1);
  feed.orders();
  std::string url;
  for (int losses = 0; losses < 10 && url != "ws://localhost/second"; ++losses) {
    feed.lose();
    std::optional<vendor::HttpRequest> connect;
    while (!connect) {
      feed.pass(Duration{100'000'000});
      connect = feed.orders().connect;
    }
    url = connect->url;
  }
  ASSERT_EQ(url, "ws://localhost/second");
  feed.items();
  feed.bring_up();
  feed.trade("A", 2);

  EXPECT_THAT(feed.items()[1], HasSubstr("A gap of"));
  EXPECT_EQ(feed.orders().fill.at(0).from, kOpen - Duration::seconds(1));
}

TEST(FeedSession, ASymbolThatAVendorRefusesIsDownAndTheOthersGoOn) {
  Feed feed{{"A", "B"}};
  feed.bring_up();
  feed.items();

  feed.frame("no symbol-not-found B");
  feed.trade("A", 1);

  EXPECT_THAT(feed.items(), ElementsAre("B down: symbol-not-found: it said symbol-not-found",
                                        "A live", "A trade 1"));
}

TEST(FeedSession, SymbolsBeyondWhatAConnectionCarriesAreDownAndSaidToBe) {
  Feed feed{{"A", "B", "C"}, {}, {{.symbols_max = 2, .heartbeat_every = {}}}};
  feed.bring_up();

  EXPECT_THAT(feed.orders().send, ElementsAre("login", "+A,B"));
  EXPECT_THAT(feed.items(),
              ElementsAre("C down: v1 carries 2 symbols and no more", "* live: subscribed to 2"));
}

TEST(FeedSession, ATradeThatComesTwiceIsToldByItsId) {
  Feed feed{{"A"}};
  feed.bring_up();
  feed.items();
  feed.trade("A", 1, "x1");
  feed.trade("A", 1, "x1");
  feed.trade("A", 1);
  feed.trade("A", 1);

  EXPECT_THAT(feed.items(), ElementsAre("A live", "A trade 1", "A trade 1", "A trade 1"));
  EXPECT_EQ(feed.session->counts().repeats, 1U);
}

TEST(FeedSession, AnotherSessionWithTheKeyIsNotFoughtWith) {
  Feed feed{{"A"}};
  feed.orders();
  feed.bring_up();
  feed.frame("evicted");
  feed.orders();

  feed.pass(Duration::seconds(29));
  EXPECT_FALSE(feed.orders().connect);
  feed.pass(Duration::seconds(40));
  EXPECT_TRUE(feed.orders().connect);
}

TEST(FeedSession, FramesThatMakeNoSenseAreCountedAndTheRestIsRead) {
  Feed feed{{"A"}};
  feed.bring_up();
  feed.items();

  feed.frame("what\nT A 1 5 1\nrubbish\nT A 1 6 1");
  feed.trade("Z", 1);

  EXPECT_THAT(feed.items(), ElementsAre("A live", "A trade 5"));
  EXPECT_EQ(feed.session->counts().malformed, 1U);
  EXPECT_EQ(feed.session->counts().unknown, 2U);
}

FeedOptions with_minutes() {
  FeedOptions options;
  options.bars = Timeframe{Timeframe::Unit::Minute, 1};
  options.stale_after = Duration::minutes(5);
  return options;
}

TEST(FeedSession, BuildsBarsFromTradesWithinTheSession) {
  Feed feed{{"A"}, with_minutes()};
  feed.bring_up();
  feed.trade("A", 1);
  feed.pass(Duration::seconds(30));
  feed.trade("A", 4);
  feed.items();

  feed.pass(Duration::seconds(30));
  EXPECT_THAT(feed.items(), IsEmpty()) << "a late trade may still come";
  feed.pass(Duration::seconds(1));

  EXPECT_THAT(feed.items(), ElementsAre("A bar 14:30 1-4"));
}

TEST(FeedSession, ABarThatAGapTouchesIsIncompleteAndThenTakenFromHistory) {
  Feed feed{{"A"}, with_minutes()};
  feed.bring_up();
  feed.trade("A", 1);
  feed.lose();
  feed.pass(Duration::seconds(2));
  feed.bring_up();
  feed.trade("A", 3);
  const auto gap = feed.orders().fill.at(0);
  feed.session->filled(gap, {}, true, feed.now);
  feed.items();
  feed.pass(Duration::seconds(60));

  EXPECT_THAT(feed.items(), ElementsAre("A bar 14:30 1-3 incomplete"));
  const auto fill = feed.orders().fill;
  ASSERT_THAT(fill, SizeIs(1));
  EXPECT_EQ(fill[0].from, kOpen);

  const Bar whole{.instrument = {},
                  .session = {},
                  .start = kOpen,
                  .end = kOpen + Duration::minutes(1),
                  .open = Price::whole(1),
                  .high = Price::whole(9),
                  .low = Price::whole(1),
                  .close = Price::whole(3),
                  .volume = {}};
  feed.session->filled(fill[0], {whole}, true, feed.now);
  EXPECT_THAT(feed.items(), ElementsAre("A bar 14:30 1-3 filled"));
  feed.trade("A", 5);
  feed.pass(Duration::seconds(60));
  EXPECT_THAT(feed.items(), ElementsAre("A trade 5", "A bar 14:31 5-5")) << "whole again";
}

TEST(FeedBuffer, KeepsTheNewestQuoteOfEachSymbolAndEveryTrade) {
  Feed feed{{"A", "B"}};
  feed.bring_up();
  feed.items();
  feed.frame("Q A 1\nT A 1 5 1\nQ B 2\nQ A 3\nT A 1 6 1");

  EXPECT_THAT(feed.items(),
              ElementsAre("A live", "A quote 3", "A trade 5", "B live", "B quote 2", "A trade 6"));
  EXPECT_EQ(feed.buffer.conflated(), 1U);
}

TEST(FeedBuffer, ATradeThatFindsNoRoomIsPartOfAGapAndNeverMissingInSilence) {
  Feed feed{{"A"}, {}, {Feed::Manners{}}, 2};
  feed.bring_up();
  feed.items();
  for (int i = 1; i <= 4; ++i) feed.trade("A", i);
  EXPECT_THAT(feed.items(), ElementsAre("A live", "A trade 1", "A trade 2"));
  EXPECT_EQ(feed.session->counts().refused_trades, 2U);
  feed.now = feed.now + Duration::seconds(1);

  feed.trade("A", 5);

  EXPECT_THAT(feed.items(), ElementsAre("A trade 5", "A gap of 1000 ms"));
}

TEST(FeedSession, WhateverHappensEachTradeIsDeliveredOnceAndEachChangeIsOne) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    SplitMix draws{seed};
    Feed feed{{"A", "B"}, with_minutes(), {Feed::Manners{}, Feed::Manners{}}, 100'000};
    std::uint64_t sent = 0;
    std::uint64_t got = 0;
    std::map<std::string, Kind> kinds;
    std::vector<FeedItem> items;
    bool is_open = false;
    for (int step = 0; step < 400; ++step) {
      const std::uint64_t draw = draws.next() % 100;
      const bool is_heard = is_open;
      if (draw < 50 && is_heard) {
        sent += 1;
        feed.trade(draw % 2 == 0 ? "A" : "B", 1, std::to_string(step));
      } else if (draw < 60) {
        feed.lose();
        is_open = false;
      } else if (draw < 65 && is_heard) {
        feed.frame("rubbish");
      } else if (draw < 68 && is_heard) {
        feed.frame("no throttle");
        is_open = false;
      } else {
        feed.pass(Duration{static_cast<std::int64_t>(draws.next() % 20'000'000'000)});
      }
      const auto orders = feed.orders();
      if (orders.close) is_open = false;
      if (orders.connect) {
        feed.bring_up();
        is_open = true;
        const auto after = feed.orders();
        if (after.close) is_open = false;
      }
      for (const Gap& gap : orders.fill) feed.session->filled(gap, {}, draw % 3 == 0, feed.now);
      feed.buffer.take(items);
      for (const FeedItem& item : items) {
        if (std::holds_alternative<vendor::StreamTrade>(item)) got += 1;
        const auto* const change = std::get_if<FeedChange>(&item);
        if (change == nullptr || change->symbol.empty()) continue;
        const auto [held, is_first] = kinds.try_emplace(change->symbol, change->kind);
        if (!is_first && change->kind != Kind::Gap) {
          ASSERT_NE(held->second, change->kind) << change->symbol << " seed " << seed;
        }
        held->second = change->kind;
        if (change->kind == Kind::Gap) {
          ASSERT_LE(change->gap_from, change->gap_until);
        }
      }
    }
    ASSERT_EQ(got, sent) << "seed " << seed;
    ASSERT_EQ(feed.session->counts().trades, sent);
  }
}

}  // namespace
}  // namespace tw::providers
