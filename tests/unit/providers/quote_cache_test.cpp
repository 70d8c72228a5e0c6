#include "providers/quote_cache.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "providers/quote_text.hpp"
#include "unit/providers/scripted_vendor.hpp"

namespace tw::providers {
namespace {

using namespace std::chrono_literals;
using vendor::SymbolQuote;

constexpr Timestamp kMondayMorning = ScriptedWorld::kStart;  // 2026-01-05, 09:30 in New York.

/// Holds what was put, for how long, and forgets nothing.
class HeldRelay final : public relay::Relay {
 public:
  struct Held {
    std::string value;
    std::chrono::milliseconds ttl;
  };
  std::expected<void, relay::Fault> put(const std::string& key, const std::string& value,
                                        std::chrono::milliseconds ttl) override {
    if (is_away) return std::unexpected{relay::Fault::Lost};
    held[key] = {value, ttl};
    return {};
  }
  std::expected<std::optional<std::string>, relay::Fault> get(const std::string& key) override {
    if (is_away) return std::unexpected{relay::Fault::Lost};
    const auto found = held.find(key);
    if (found == held.end()) return std::nullopt;
    return found->second.value;
  }
  std::expected<std::int64_t, relay::Fault> count(const std::string& /*key*/,
                                                  std::chrono::milliseconds /*window*/) override {
    return 0;
  }
  void publish(const std::string& /*channel*/, std::string /*message*/) override {}
  std::expected<relay::Subscription, relay::Fault> subscribe(
      const std::string& /*channel*/, relay::Listener /*listener*/) override {
    return std::unexpected{relay::Fault::Lost};
  }
  void append(const std::string& /*log*/, std::string /*message*/,
              const relay::LogTerms& /*kept*/) override {}
  std::expected<std::vector<relay::LogEntry>, relay::Fault> read(const std::string& /*log*/,
                                                                 const std::string& /*place*/,
                                                                 std::size_t /*max*/) override {
    return std::unexpected{relay::Fault::Lost};
  }
  relay::Health health() const override { return {}; }

  bool is_away = false;
  std::map<std::string, Held> held;
};

Sourced<SymbolQuote> full_quote() {
  SymbolQuote quote{.symbol = "AAPL"};
  quote.currency = Currency{"EUR"};
  quote.bid = Price::from_raw(123'456'789'012'345'678);
  quote.ask = Price::from_raw(1);
  quote.bid_size = Quantity::from_raw(-7);
  quote.last = Price::whole(187);
  quote.volume = Volume::whole(82'488'700);
  quote.event_at = Timestamp{1'767'623'399'123'456'789};
  quote.delay = Duration::minutes(15);
  return {.value = quote,
          .source = "yahoo",
          .received_at = {1'767'623'400'000'000'001},
          .latency = Duration{310'000'000},
          .age = {},
          .said = {}};
}

TEST(QuoteText, IsReadBackToTheLastDigit) {
  const auto read = parse_quote_text(quote_text(full_quote()));

  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->source, "yahoo");
  EXPECT_EQ(read->received_at, full_quote().received_at);
  EXPECT_EQ(read->latency, full_quote().latency);
  EXPECT_EQ(read->value.symbol, "AAPL");
  EXPECT_EQ(read->value.currency, Currency{"EUR"});
  EXPECT_EQ(read->value.bid, full_quote().value.bid);
  EXPECT_EQ(read->value.ask, full_quote().value.ask);
  EXPECT_EQ(read->value.bid_size, full_quote().value.bid_size);
  EXPECT_EQ(read->value.ask_size, std::nullopt) << "absent stays absent";
  EXPECT_EQ(read->value.volume, full_quote().value.volume);
  EXPECT_EQ(read->value.event_at, full_quote().value.event_at);
  EXPECT_EQ(read->value.delay, Duration::minutes(15));
}

TEST(QuoteText, OfSomethingElseIsNoQuote) {
  const std::string whole = quote_text(full_quote());
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_FALSE(parse_quote_text(whole.substr(0, length))) << length;
  }
  EXPECT_FALSE(parse_quote_text("[]"));
  EXPECT_FALSE(parse_quote_text(R"({"form":"2"})"));
  std::string odd = whole;
  odd.replace(odd.find("187"), 3, "1x7");
  EXPECT_FALSE(parse_quote_text(odd)) << "a price that is none";
}

TEST(QuoteCache, KeepsAQuoteForAsLongAsItMayStandInForAFreshOne) {
  struct Case {
    AssetClass asset_class;
    Duration delay;
    Timestamp now;
    Duration ttl;
  };
  const auto at = [](std::string_view date, int hour, int minute) {
    return parse_date(date)->midnight() + Duration::hours(hour) + Duration::minutes(minute);
  };
  const std::vector<Case> cases{
      {AssetClass::Stock, {}, kMondayMorning, Duration::seconds(2)},
      {AssetClass::Stock, Duration::minutes(15), kMondayMorning, Duration::seconds(45)},
      {AssetClass::Stock, Duration::hours(24), kMondayMorning, Duration::minutes(1)},
      {AssetClass::Stock, {}, at("2026-01-05", 13, 0), Duration::seconds(15)},  // 08:00.
      {AssetClass::Stock, {}, at("2026-01-03", 17, 0), Duration::minutes(5)},   // A Saturday.
      {AssetClass::Index, {}, at("2026-01-05", 4, 0), Duration::minutes(5)},    // By night.
      {AssetClass::Crypto, {}, at("2026-01-03", 17, 0), Duration::seconds(2)},
  };

  for (const Case& each : cases) {
    EXPECT_EQ(quote_ttl(each.asset_class, each.delay, each.now), each.ttl)
        << to_string(each.asset_class) << " at " << to_string(each.now);
  }
}

TEST(QuoteCache, AnswersTheNextWhoAsksAndSaysSinceWhenItIsKept) {
  Bench bench{{"first"}};
  bench[0].set_price("AAPL", 187);
  bench[0].set_event_at(kMondayMorning - Duration::seconds(3));
  HeldRelay relay;
  QuoteCache cache{relay, bench.world};
  const auto fresh = quotes_by(cache, bench.router(), {"AAPL"}, {});
  ASSERT_TRUE(fresh[0].answer);
  EXPECT_EQ(fresh[0].kept_for, std::nullopt);
  bench.world.pass(Duration{400'000'000});

  const auto kept = quotes_by(cache, bench.router(), {"AAPL"}, {});

  ASSERT_TRUE(kept[0].answer);
  EXPECT_EQ(bench[0].requests(), 1) << "nobody was asked";
  EXPECT_EQ(kept[0].answer->source, "first");
  EXPECT_EQ(kept[0].answer->value.last, Price::whole(187));
  EXPECT_EQ(kept[0].kept_for, Duration{400'000'000});
  EXPECT_EQ(kept[0].answer->latency, Duration{}) << "of the look-up, not of the vendor";
  EXPECT_EQ(kept[0].answer->age, Duration{3'500'000'000}) << "of now, not of when it came";
  EXPECT_EQ(relay.held.at("tradewind:quote:auto:AAPL").ttl, 2s);
}

TEST(QuoteCache, AsksOnlyForWhatIsNotKept) {
  Bench bench{{"first"}};
  for (const char* symbol : {"A", "B", "C"}) bench[0].set_price(symbol, 10);
  HeldRelay relay;
  QuoteCache cache{relay, bench.world};
  quotes_by(cache, bench.router(), {"B"}, {});

  const auto answers = quotes_by(cache, bench.router(), {"A", "B", "C"}, {});

  EXPECT_THAT(bench[0].asked(), testing::ElementsAre("B", "A,C"));
  for (std::size_t i = 0; i < 3; ++i) {
    ASSERT_TRUE(answers[i].answer);
    EXPECT_EQ(answers[i].answer->value.symbol, std::string(1, static_cast<char>('A' + i)));
    EXPECT_EQ(answers[i].kept_for.has_value(), i == 1);
  }
}

TEST(QuoteCache, AProviderThatIsNamedIsAnsweredByItselfAlone) {
  Bench bench{{"first", "second"}};
  bench[0].set_price("AAPL", 187);
  bench[1].set_price("AAPL", 186);
  HeldRelay relay;
  QuoteCache cache{relay, bench.world};
  quotes_by(cache, bench.router(), {"AAPL"}, {});  // The first answers.

  const auto second = quotes_by(cache, bench.router(), {"AAPL"}, {.provider = "second"});
  const auto first = quotes_by(cache, bench.router(), {"AAPL"}, {.provider = "first"});

  EXPECT_EQ(second[0].answer->source, "second");
  EXPECT_EQ(second[0].kept_for, std::nullopt);
  EXPECT_TRUE(first[0].kept_for.has_value()) << "what it said to whoever asked is its word";
}

TEST(QuoteCache, ARefusalIsNotKept) {
  Bench bench{{"first"}};
  bench[0].next({.refusal = refused(vendor::Outcome::BadRequest)});
  bench[0].set_price("AAPL", 187);
  HeldRelay relay;
  QuoteCache cache{relay, bench.world};

  EXPECT_FALSE(quotes_by(cache, bench.router(), {"AAPL"}, {})[0].answer);
  EXPECT_TRUE(relay.held.empty());
  EXPECT_TRUE(quotes_by(cache, bench.router(), {"AAPL"}, {})[0].answer);
}

TEST(QuoteCache, GoesOnWithoutItsRelayAndOverWhatIsNoQuote) {
  Bench bench{{"first"}};
  bench[0].set_price("AAPL", 187);
  HeldRelay relay;
  QuoteCache cache{relay, bench.world};
  relay.is_away = true;
  EXPECT_TRUE(quotes_by(cache, bench.router(), {"AAPL"}, {})[0].answer);
  relay.is_away = false;
  relay.held["tradewind:quote:auto:AAPL"] = {"rubbish", 1s};

  const auto answer = quotes_by(cache, bench.router(), {"AAPL"}, {});

  EXPECT_TRUE(answer[0].answer);
  EXPECT_EQ(bench[0].requests(), 2);
}

}  // namespace
}  // namespace tw::providers
