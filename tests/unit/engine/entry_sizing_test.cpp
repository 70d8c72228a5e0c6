#include "engine/entry_sizing.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <optional>
#include <variant>

#include "engine/engine.hpp"

namespace tw::engine {
namespace {

constexpr InstrumentId kStock{0};

const std::vector<Instrument>& instruments() {
  static const std::vector<Instrument> all{{.id = kStock, .symbol = "STOCK"}};
  return all;
}

/// Enters on each bar, with the exits and the side that it was given.
struct Enterer {
  using Listens = strategy::Types<Bar>;
  strategy::Exits exits;
  Side side = Side::Buy;
  int warmup_bars() const { return -1; }
  void on(const Bar& /*bar*/, strategy::Context& context) {
    context.enter(kStock, side, "in", exits);
  }
};

Bar bar_of(double close, std::int64_t minute) {
  const Price price = *Price::from_double(close);
  return {.instrument = kStock,
          .start = Timestamp::from_seconds(minute * 60),
          .end = Timestamp::from_seconds(minute * 60 + 60),
          .open = price,
          .high = price,
          .low = price,
          .close = price,
          .volume = Volume::whole(1'000'000)};
}

/// An account of 100,000 with a strategy at it, told bars one by one.
class EntrySizes : public testing::Test {
 protected:
  void start(const sizing::SizeRule& rule, const Enterer& enterer, Ratio margin = Ratio::whole(1)) {
    engine_.emplace(EngineConfig{.instruments = instruments(),
                                 .currency = kUsd,
                                 .cash = Money::whole(100'000),
                                 .limits = {.can_short = true},
                                 .sizing = {.margin = margin, .rule = rule}},
                    std::vector<Seat<Enterer>>{
                        {.strategy = enterer, .instrument = kStock, .history_bars = 64}});
    engine_->on(Stamp{}, Control{}, commands_);
  }

  /// Returns the units of the entry that this bar brings; nothing when it was denied.
  std::optional<Quantity> entry_at(double close) {
    commands_.clear();
    engine_->on(Stamp{}, bar_of(close, ++minute_), commands_);
    for (const Command& command : commands_) {
      const auto* submit = std::get_if<SubmitOrder>(&command);
      if (submit != nullptr && !submit->request->reduce_only)
        return submit->request->size.quantity();
    }
    return std::nullopt;
  }

  std::uint64_t denials(risk::Reason reason) const {
    return engine_->desk().denials()[static_cast<std::size_t>(reason)];
  }

  std::optional<Engine<Enterer>> engine_;
  Commands commands_;
  std::int64_t minute_ = 0;
};

constexpr sizing::SizeRule kOnePercent{.kind = sizing::SizeRule::Kind::Risk, .value = 0.01};

TEST_F(EntrySizes, ByRiskLosesOnePercentAtTheStop) {
  start(kOnePercent, {.exits = {.stop = Price::whole(144)}});

  EXPECT_EQ(entry_at(150), Quantity::whole(166));  // 1,000 / 6, rounded down to a share.
}

TEST_F(EntrySizes, ByRiskOfAShortMeasureUpToItsStop) {
  start(kOnePercent, {.exits = {.stop = Price::whole(630)}, .side = Side::Sell});

  EXPECT_EQ(entry_at(612.5), Quantity::whole(57));  // 1,000 / 17.5
}

TEST_F(EntrySizes, ByRiskAreNoMoreThanTheAccountPaysFor) {
  start(kOnePercent, {.exits = {.stop = *Price::from_double(99.5)}});

  EXPECT_EQ(entry_at(100), Quantity::whole(1'000)) << "1,000 / 0.5 would be 2,000 shares";
}

TEST_F(EntrySizes, ByRiskMayBeLeveragedWhereTheMarginAllows) {
  start(kOnePercent, {.exits = {.stop = *Price::from_double(99.5)}}, Ratio::from_raw(50'000'000));

  EXPECT_EQ(entry_at(100), Quantity::whole(2'000));
}

TEST_F(EntrySizes, ByRiskAreDeniedWithoutAStop) {
  start(kOnePercent, {.exits = {.target = Price::whole(110)}});

  EXPECT_EQ(entry_at(100), std::nullopt);
  EXPECT_EQ(denials(risk::Reason::EntryWithoutStop), 1U);
  EXPECT_EQ(denials(risk::Reason::ParentDenied), 1U) << "the target falls with its entry";
}

TEST_F(EntrySizes, ByRiskAreDeniedWhenTheStopIsOnTheWrongSide) {
  start(kOnePercent, {.exits = {.stop = Price::whole(101)}});

  EXPECT_EQ(entry_at(100), std::nullopt);
  EXPECT_EQ(denials(risk::Reason::StopOnWrongSide), 1U);
}

TEST_F(EntrySizes, ByVolatilityWantTwentyReturnsAndThenMeetTheTarget) {
  start({.kind = sizing::SizeRule::Kind::Volatility, .value = 0.1, .bars_per_year = 252}, {});

  std::optional<Quantity> units;
  for (int i = 0; i < 20; ++i) {
    ASSERT_EQ(entry_at(i % 2 == 0 ? 100 : 101), std::nullopt) << "bar " << i;
  }
  units = entry_at(100);

  // Ten returns of 1/100 and ten of -1/101: a deviation of 0.01021, 16.2 % a year.
  const double deviation = (0.01 + 1.0 / 101.0) / 2.0 * std::sqrt(20.0 / 19.0);
  const double weight = 0.1 / (deviation * std::sqrt(252.0));
  ASSERT_TRUE(units);
  EXPECT_EQ(*units, Quantity::whole(static_cast<std::int64_t>(1'000.0 * weight)));
  EXPECT_EQ(denials(risk::Reason::TooLittleHistory), 20U);
}

TEST_F(EntrySizes, ByKellyStartWithTheCautiousFraction) {
  start({.kind = sizing::SizeRule::Kind::Kelly, .value = 0.5}, {});

  EXPECT_EQ(entry_at(100), Quantity::whole(50));  // Half of 0.1 of 100,000 at 100.
}

TEST_F(EntrySizes, OfNoRuleAreAsTheStrategyAsks) {
  start({}, {});

  EXPECT_EQ(entry_at(100), Quantity::whole(1'000));
}

TEST_F(EntrySizes, AreNotLookedForWhileTradingIsClosed) {
  start(kOnePercent, {});
  engine_->on(Stamp{}, Control{Control::Kind::Close}, commands_);

  EXPECT_EQ(entry_at(100), std::nullopt);
  EXPECT_EQ(denials(risk::Reason::EntryWithoutStop), 0U);
  EXPECT_EQ(denials(risk::Reason::TradingClosed), 1U);
}

TEST(EntrySizing, SplitsTheAccountByTheRiskOfAllInstruments) {
  const std::vector<Instrument> two{{.id = kStock, .symbol = "CALM"},
                                    {.id = InstrumentId{1}, .symbol = "WILD"}};
  portfolio::Portfolio portfolio{two, kUsd, Money::whole(100'000)};
  Blotter blotter{1, 2, 16};
  std::vector<strategy::BarHistory> histories(2, strategy::BarHistory{64});
  strategy::Context context{
      {.instruments = two, .portfolio = portfolio, .blotter = blotter, .histories = histories}};
  const auto units_of = [&](InstrumentId id) {
    const EntrySizing sizing{{.rule = {.kind = sizing::SizeRule::Kind::InverseVolatility}}};
    context.end();
    context.begin({}, true, Size::fraction(0.5));
    context.enter(id, Side::Buy, "in");
    return sizing.units(context.asks()[0], context,
                        {.instruments = two, .portfolio = portfolio, .blotter = blotter});
  };
  for (const Instrument& instrument : two) portfolio.mark(instrument.id, Price::whole(100));
  // The calm one goes between 100 and 101, the wild one between 100 and 102, a bar behind at last.
  for (int i = 0; i < 31; ++i) {
    if (i == 10) {
      EXPECT_EQ(units_of(kStock).error(), risk::Reason::TooLittleHistory);
    }
    histories[0].push(bar_of(i % 2 == 0 ? 100 : 101, i));
    if (i < 30) histories[1].push(bar_of(i % 2 == 0 ? 100 : 102, i));
  }

  // Deviations of about 1 % and 2 %: two thirds and one third of 1,000 shares.
  EXPECT_NEAR(units_of(kStock)->as_double(), 666.0, 3.0);
  EXPECT_NEAR(units_of(InstrumentId{1})->as_double(), 333.0, 3.0);
}

TEST(EntrySizing, LearnsKellyFromClosedTrades) {
  const Sizing sizing{.rule = {.kind = sizing::SizeRule::Kind::Kelly, .value = 0.5}};
  EntrySizing learned{sizing};
  const std::vector<portfolio::RoundTrip> wins(
      100, {.entry_value = Money::whole(1'000), .pnl = Money::whole(10)});
  learned.learn(wins);
  portfolio::Portfolio portfolio{instruments(), kUsd, Money::whole(100'000)};
  portfolio.mark(kStock, Price::whole(100));
  Blotter blotter{1, 1, 16};
  const std::vector<strategy::BarHistory> histories(1);
  strategy::Context context{{.instruments = instruments(),
                             .portfolio = portfolio,
                             .blotter = blotter,
                             .histories = histories}};
  context.begin({}, true, Size::fraction(1.0));
  context.enter(kStock, Side::Buy, "in");

  const auto units =
      learned.units(context.asks()[0], context,
                    {.instruments = instruments(), .portfolio = portfolio, .blotter = blotter});

  // A hundred wins call for all of it, mixed with twenty trades' worth of 0.1: half of 0.85.
  EXPECT_EQ(units.value(), Quantity::whole(425));
}

}  // namespace
}  // namespace tw::engine
