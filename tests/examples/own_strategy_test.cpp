#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "core/decimal.hpp"
#include "engine/engine.hpp"
#include "engine/run.hpp"
#include "examples/own_strategy/dip_buyer.hpp"
#include "sim/sim_venue.hpp"

// The strategy and the indicator of examples/own_strategy, as its README promises.
namespace tw::examples {
namespace {

constexpr InstrumentId kStock{0};

/// Hands over a bar a minute at these prices, with `Control::Open` before the first.
class Prices {
 public:
  explicit Prices(std::vector<std::int64_t> closes) : closes_{std::move(closes)} {}

  template <class Deliver>
  bool next(Deliver&& deliver) {
    if (next_ > closes_.size()) return false;
    next_ += 1;
    if (next_ == 1) {
      deliver(Stamp{}, Control{Control::Kind::Open});
      return true;
    }
    const std::size_t i = next_ - 2;
    if (i == closes_.size()) return false;
    const Price price = Price::whole(closes_[i]);
    const auto minute = static_cast<std::int64_t>(i);
    const Bar bar{.instrument = kStock,
                  .start = Timestamp::from_seconds(minute * 60),
                  .end = Timestamp::from_seconds(minute * 60 + 60),
                  .open = price,
                  .high = price,
                  .low = price,
                  .close = price,
                  .volume = Volume::whole(1'000'000)};
    deliver(Stamp{.at = bar.end, .sequence = next_}, bar);
    return true;
  }

 private:
  std::vector<std::int64_t> closes_;
  std::size_t next_ = 0;
};

/// Writes down the trades that are closed: "50 at 95, sold at 101: new_high".
struct Trades {
  std::vector<std::string> lines;

  template <class Event, class Engine>
  void record(const Stamp& /*stamp*/, const Event& /*event*/, const Commands& /*commands*/,
              const Engine& engine) {
    if constexpr (std::same_as<Event, OrderEvent>) {
      for (const portfolio::RoundTrip& trip : engine.portfolio().closed()) {
        lines.push_back(to_string(trip.quantity) + " at " + to_string(trip.entry_price) +
                        ", sold at " + to_string(trip.exit_price) + ": " +
                        std::string{trip.exit_tag.view()});
      }
    }
  }
};

std::vector<std::string> trades_of(std::vector<std::int64_t> closes) {
  const std::vector<Instrument> instruments{{.id = kStock, .symbol = "STOCK"}};
  const std::vector<double> values{5.0, 0.05, 3.0, 4.0};  // As kParameters has them.
  engine::Engine<DipBuyer> engine{
      {.instruments = instruments, .currency = kUsd, .cash = Money::whole(1'000)},
      {{.strategy = DipBuyer{kStock, values},
        .instrument = kStock,
        .size = Size::units(Quantity::whole(5))}}};
  sim::SimVenue venue{instruments, {}, Money::whole(1'000)};
  Prices inbox{std::move(closes)};
  Trades trades;
  engine::run(inbox, venue, trades, engine);
  return trades.lines;
}

TEST(PullbackDepth, IsTheFractionBelowTheHighestClose) {
  PullbackDepth depth{3};

  EXPECT_FALSE(depth.update(100));
  EXPECT_FALSE(depth.update(80));
  EXPECT_DOUBLE_EQ(*depth.update(90), 0.1);
  EXPECT_DOUBLE_EQ(*depth.update(90), 0.0) << "100 is four bars old";
}

TEST(DipBuyer, BuysTheDipAndSellsAtANewHigh) {
  // 108 is 10 % below 120 and above the average of 90, 120, 108; it fills at the next open.
  const auto trades = trades_of({60, 70, 80, 90, 90, 120, 108, 112, 121, 122});

  EXPECT_EQ(trades, (std::vector<std::string>{"5 at 112, sold at 122: new_high"}));
}

TEST(DipBuyer, LosesPatience) {
  const auto trades = trades_of({60, 70, 80, 90, 90, 120, 108, 112, 111, 111, 111, 110, 110});

  EXPECT_EQ(trades, (std::vector<std::string>{"5 at 112, sold at 110: patience_over"}));
}

TEST(DipBuyer, LeavesADipInADowntrendAlone) {
  EXPECT_TRUE(trades_of({120, 110, 100, 90, 80, 70, 60, 50}).empty());
}

}  // namespace
}  // namespace tw::examples
