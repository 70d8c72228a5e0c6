// The proof against look-ahead: every cheat that we know is caught, and no strategy of ours is one.
// A cheat stands for what people build without meaning to: a column that was computed on the whole
// file before the run began.

#include "backtest/lookahead_proof.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <numeric>
#include <string>
#include <vector>

#include "backtest/feed_cut.hpp"
#include "backtest/run_setup.hpp"
#include "engine/engine.hpp"
#include "engine/run.hpp"
#include "strategies/catalogue.hpp"
#include "support/random_walk.hpp"
#include "support/times.hpp"

namespace tw::backtest {
namespace {

using Act = std::function<void(const Bar&, std::size_t row, strategy::Context&)>;

/// Does at each bar what a function says.
class Scripted {
 public:
  using Listens = strategy::Types<Bar>;
  explicit Scripted(Act act) : act_{std::move(act)} {}
  int warmup_bars() const { return -1; }
  void on(const Bar& bar, strategy::Context& context) { act_(bar, row_++, context); }

 private:
  Act act_;
  std::size_t row_ = 0;
};

/// What a cheat makes of the whole of its data before the run, as a user's notebook would.
using Prepare = std::function<Act(const std::vector<Feed>&)>;

BacktestSpec plain() {
  BacktestSpec spec = spec_of(Preset::Plain);
  spec.cash = Money::whole(100'000);
  return spec;
}

Rerun rerun_of_cheat(const Prepare& prepare) {
  return [prepare](const std::vector<Feed>& feeds, std::int64_t cash_factor, Terms /*terms*/) {
    BacktestSpec spec = plain();
    spec.cash = scaled(spec.cash, cash_factor, 1, Rounding::HalfEven);
    const std::vector<Instrument> instruments = instruments_of(feeds);
    std::vector<engine::Seat<Scripted>> seats;
    for (const Feed& feed : feeds) {
      seats.push_back({.strategy = Scripted{prepare(feeds)},
                       .instrument = feed.instrument.id,
                       .size = Size::fraction(0.4)});
    }
    Timeline timeline = timeline_of(spec, feeds, -1);
    sim::SimVenue venue = venue_of(spec, feeds, instruments);
    BacktestRecorder recorder{{.samples = 0, .orders = 0, .keeps_commands = true}};
    engine::Engine<Scripted> engine{config_of(spec, feeds, instruments), std::move(seats)};
    engine::run(timeline, venue, recorder, engine);
    return recorder.asked();
  };
}

/// Holds while `wants` says so of a row.
Act holds_while(std::function<bool(std::size_t)> wants) {
  return [wants = std::move(wants)](const Bar& bar, std::size_t row, strategy::Context& context) {
    if (wants(row)) {
      context.enter(bar.instrument, Side::Buy, "wanted");
    } else if (context.is_long(bar.instrument)) {
      context.exit(bar.instrument, "not_wanted");
    }
  };
}

std::vector<double> closes_of(const Feed& feed) {
  std::vector<double> closes;
  for (const std::int64_t raw : feed.bars.close) closes.push_back(Price::from_raw(raw).as_double());
  return closes;
}

double at(const std::vector<double>& values, std::size_t row) {
  return values[std::min(row, values.size() - 1)];
}

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

LookaheadProof trial_of_all(const std::vector<Feed>& feeds, const ProofPlan& plan,
                            const Rerun& rerun) {
  const LookaheadTrial trial{feeds, plan, rerun};
  std::vector<CutFindings> found;
  for (std::size_t i = 0; i < plan.moments.size(); ++i) found.push_back(trial.at(i));
  return trial.conclude(found);
}

class Lookahead : public testing::Test {
 protected:
  static constexpr int kBars = 150;

  Lookahead() {
    tables_.push_back(support::random_walk(11, kBars));
    tables_.push_back(support::random_walk(12, kBars));
  }

  std::vector<Feed> feeds(std::size_t count = 1) const {
    std::vector<Feed> feeds;
    for (std::size_t i = 0; i < count; ++i) {
      const InstrumentId id{static_cast<std::uint32_t>(i)};
      const BarSeries bars = tables_[i].view(id);
      feeds.push_back({.instrument = {.id = id, .symbol = i == 0 ? "ONE" : "TWO"},
                       .bars = bars,
                       .range = {0, bars.size()}});
    }
    return feeds;
  }
  static LookaheadProof prove(const std::vector<Feed>& feeds, const Rerun& rerun) {
    return trial_of_all(feeds, plan_proof(feeds, 1, 7), rerun);
  }
  static LookaheadProof prove(const std::vector<Feed>& feeds, const Prepare& prepare) {
    return prove(feeds, rerun_of_cheat(prepare));
  }
  /// Expects both probes to catch it, and says at which command they do.
  static void expect_caught(const LookaheadProof& proof) {
    EXPECT_GT(proof.commands, 4U) << "what does next to nothing proves nothing";
    EXPECT_TRUE(proof.looks_ahead());
    for (const Probe probe : {Probe::Truncated, Probe::Noise}) {
      EXPECT_GT(proof.of(probe).differing, 0U);
      ASSERT_TRUE(proof.of(probe).first.has_value());
      EXPECT_LE(proof.of(probe).first->at(), proof.of(probe).first->cut);
    }
  }

  std::vector<BarTable> tables_;
};

TEST_F(Lookahead, AnHonestStrategyPassesAtEachMoment) {
  const auto honest = [](const std::vector<Feed>& feeds) {
    return holds_while([closes = closes_of(feeds[0])](std::size_t row) {
      return row >= 3 && closes[row] > closes[row - 3];
    });
  };

  const LookaheadProof proof = prove(feeds(), honest);

  EXPECT_GT(proof.commands, 10U);
  EXPECT_EQ(proof.plan.moments.size(), static_cast<std::size_t>(kBars));
  EXPECT_EQ(proof.plan.possible, static_cast<std::size_t>(kBars));
  EXPECT_FALSE(proof.looks_ahead());
  EXPECT_EQ(proof.of(Probe::Rescaled).differing, 0U);
}

TEST_F(Lookahead, CatchesTheCloseOfTheNextBar) {
  expect_caught(prove(feeds(), [](const std::vector<Feed>& feeds) {
    return holds_while([closes = closes_of(feeds[0])](std::size_t row) {
      return at(closes, row + 1) > closes[row];
    });
  }));
}

TEST_F(Lookahead, CatchesACentredWindow) {
  expect_caught(prove(feeds(), [](const std::vector<Feed>& feeds) {
    return holds_while([closes = closes_of(feeds[0])](std::size_t row) {
      double sum = 0.0;
      for (std::size_t i = row < 3 ? 0 : row - 3; i <= row + 3; ++i) sum += at(closes, i);
      return sum / 7.0 > closes[row];
    });
  }));
}

TEST_F(Lookahead, CatchesTheWeekThatIsNotOverYet) {
  expect_caught(prove(feeds(), [](const std::vector<Feed>& feeds) {
    return holds_while([closes = closes_of(feeds[0])](std::size_t row) {
      return at(closes, row / 5 * 5 + 4) > closes[row];  // The week's close, on each of its days.
    });
  }));
}

TEST_F(Lookahead, CatchesALongerBarThatIsLabelledWithItsStart) {
  expect_caught(prove(feeds(), [](const std::vector<Feed>& feeds) {
    return holds_while([closes = closes_of(feeds[0])](std::size_t row) {
      const std::size_t first = row / 4 * 4;
      return at(closes, first + 3) > at(closes, first);  // Known at `first + 3`, joined at `first`.
    });
  }));
}

TEST_F(Lookahead, CatchesNormalisationByTheWholeSample) {
  expect_caught(prove(feeds(), [](const std::vector<Feed>& feeds) {
    const std::vector<double> closes = closes_of(feeds[0]);
    const double mean = mean_of(closes);
    return holds_while([closes, mean](std::size_t row) { return closes[row] < mean; });
  }));
}

TEST_F(Lookahead, CatchesARankAmongAllBarsOfTheFile) {
  expect_caught(prove(feeds(), [](const std::vector<Feed>& feeds) {
    std::vector<double> sorted = closes_of(feeds[0]);
    std::ranges::sort(sorted);
    const double low = sorted[sorted.size() / 3];
    return holds_while(
        [closes = closes_of(feeds[0]), low](std::size_t row) { return closes[row] < low; });
  }));
}

TEST_F(Lookahead, CatchesSplitsToComeInAdjustedPrices) {
  std::vector<Feed> split = feeds();
  split[0].actions = {{.instrument = {},
                       .kind = CorporateAction::Kind::Split,
                       .ex_date = Date{split[0].bars.session[kBars - 20]},
                       .numerator = 2}};
  const Prepare cheap_once_adjusted = [](const std::vector<Feed>& feeds) {
    return holds_while([feed = feeds[0], closes = closes_of(feeds[0])](std::size_t row) {
      double adjusted = closes[row];
      for (const CorporateAction& action : feed.actions) {
        if (action.ex_date.days > feed.bars.session[row]) adjusted /= action.numerator;
      }
      return adjusted < 60.0 && row % 8 < 5;
    });
  };

  expect_caught(prove(split, cheap_once_adjusted));
}

TEST_F(Lookahead, CatchesALimitAtTheLowOfABarThatHasNotTraded) {
  expect_caught(prove(feeds(), [](const std::vector<Feed>& feeds) -> Act {
    const BarSeries bars = feeds[0].bars;
    return [bars](const Bar& bar, std::size_t row, strategy::Context& context) {
      if (row + 1 >= bars.size()) return;
      if (context.is_flat(bar.instrument)) {
        context.bracket({.instrument = bar.instrument,
                         .side = Side::Buy,
                         .type = OrderType::Limit,
                         .size = Size::units(Quantity::whole(10)),
                         .limit = Price::from_raw(bars.low[row + 1]),
                         .tag = "at_the_low"},
                        {.stop = {}, .target = Price::from_raw(bars.high[row + 1]), .trail = {}});
      } else {
        context.exit(bar.instrument, "done");
      }
    };
  }));
}

TEST_F(Lookahead, CatchesGapsFilledWithWhatCameAfterThem) {
  expect_caught(prove(feeds(), [](const std::vector<Feed>& feeds) {
    std::vector<double> filled = closes_of(feeds[0]);
    for (std::size_t i = 3; i + 1 < filled.size(); i += 7) filled[i] = filled[i + 1];
    return holds_while(
        [filled](std::size_t row) { return row > 0 && filled[row] > filled[row - 1]; });
  }));
}

TEST_F(Lookahead, CatchesTurningPointsSeenInHindsight) {
  expect_caught(prove(feeds(), [](const std::vector<Feed>& feeds) {
    return holds_while([closes = closes_of(feeds[0])](std::size_t row) {
      for (std::size_t i = row < 2 ? 0 : row - 2; i <= row + 2; ++i) {
        if (at(closes, i) < closes[row]) return false;
      }
      return true;  // The lowest of the five around it.
    });
  }));
}

TEST_F(Lookahead, CatchesTheChoiceOfTheSymbolThatDidBest) {
  expect_caught(prove(feeds(2), [](const std::vector<Feed>& feeds) -> Act {
    InstrumentId best{};
    double most = 0.0;
    for (const Feed& feed : feeds) {
      const std::vector<double> closes = closes_of(feed);
      const double gain = closes.back() / closes[closes.size() - 1 - closes.size() / 10];
      if (gain > most) best = feed.instrument.id;
      most = std::max(most, gain);
    }
    return [best](const Bar& bar, std::size_t row, strategy::Context& context) {
      if (bar.instrument != best) return;
      if (row % 10 == 0) context.enter(bar.instrument, Side::Buy, "winner");
      if (row % 10 == 6) context.exit(bar.instrument, "rest");
    };
  }));
}

// Noise has as many bars as the truth, so it takes the truncation to see this one.
TEST_F(Lookahead, CatchesKnowledgeOfWhereTheDataEnd) {
  const LookaheadProof proof = prove(feeds(), [](const std::vector<Feed>& feeds) {
    return holds_while(
        [last = feeds[0].range.last](std::size_t row) { return row % 9 < 6 && row + 3 < last; });
  });

  EXPECT_GT(proof.of(Probe::Truncated).differing, 0U);
  EXPECT_EQ(proof.of(Probe::Noise).differing, 0U);
  EXPECT_TRUE(proof.looks_ahead());
}

// A price level is honest on raw prices; on adjusted ones only later splits make it one.
TEST_F(Lookahead, SeesDecisionsThatHangOnThePriceLevel) {
  const LookaheadProof proof = prove(feeds(), [](const std::vector<Feed>& feeds) {
    return holds_while(
        [closes = closes_of(feeds[0])](std::size_t row) { return closes[row] < 100.0; });
  });

  EXPECT_FALSE(proof.looks_ahead());
  ASSERT_EQ(proof.of(Probe::Rescaled).differing, 1U);
  EXPECT_TRUE(proof.of(Probe::Rescaled).first->with_future.has_value());
}

TEST_F(Lookahead, NamesTheFirstCommandThatDiffers) {
  const LookaheadProof proof = prove(feeds(), [](const std::vector<Feed>& feeds) {
    return holds_while([last = feeds[0].range.last](std::size_t row) {
      return row >= 40 && row < 60 && last > 100;  // Buys at bar 40 if the file goes on to 100.
    });
  });

  const LookaheadFault& fault = *proof.of(Probe::Truncated).first;
  EXPECT_EQ(fault.command, 0U);
  EXPECT_EQ(fault.at(), feeds()[0].bars.end_at(40));
  ASSERT_TRUE(fault.with_future.has_value());
  EXPECT_FALSE(fault.without.has_value());
  const std::string command = to_string(*fault.with_future, {"ONE"});
  EXPECT_TRUE(command.starts_with("order 1: buy market ")) << command;
  EXPECT_TRUE(command.ends_with(" ONE, 'wanted'")) << command;
}

TEST_F(Lookahead, TellsTheEarliestFaultInTheWordsOfItsMoment) {
  const std::vector<Feed> one = feeds();
  const Rerun rerun = rerun_of_cheat([](const std::vector<Feed>& feeds) {
    return holds_while([closes = closes_of(feeds[0])](std::size_t row) {
      return at(closes, row + 1) > closes[row];
    });
  });
  const ProofPlan plan = plan_proof(one, 2, 7);
  const LookaheadTrial trial{one, plan, rerun};

  std::optional<Timestamp> earliest;
  for (std::size_t i = 0; i < plan.moments.size(); ++i) {
    const auto at = trial.at(i).with_noise;
    if (at && (!earliest || *at < *earliest)) earliest = at;
  }

  const LookaheadProof proof = trial_of_all(one, plan, rerun);
  ASSERT_TRUE(proof.of(Probe::Noise).first.has_value());
  EXPECT_EQ(proof.of(Probe::Noise).first->at(), earliest);
}

TEST_F(Lookahead, PlansEverySoManiethMomentAndSaysWhichPart) {
  const ProofPlan plan = plan_proof(feeds(), 10, 1);

  EXPECT_EQ(plan.possible, static_cast<std::size_t>(kBars));
  EXPECT_EQ(plan.moments.size(), 15U);
  EXPECT_EQ(plan.every, 10U);
}

TEST_F(Lookahead, ChoosesAStepThatStaysWithinItsBound) {
  const BarTable long_table = support::random_walk(3, 8000, "1995-01-03");
  const Feed feed{.instrument = {.id = {}, .symbol = "LONG"},
                  .bars = long_table.view({}),
                  .range = {0, long_table.size()}};

  const ProofPlan plan = plan_proof({feed}, 0, 1);

  EXPECT_GT(plan.every, 1U);
  EXPECT_LE(plan.bars, kProofBarsMax + kProofBarsMax / 10);
  EXPECT_GT(plan.bars, kProofBarsMax / 3);
}

TEST_F(Lookahead, NoiseLeavesThePastAndTheTimesAsTheyAre) {
  const std::vector<Feed> one = feeds();
  const BarSeries& bars = one[0].bars;

  const ChangedFeeds noisy = with_noise_after(one, bars.end_at(70), 5);

  const BarSeries& changed = noisy.feeds[0].bars;
  ASSERT_EQ(changed.size(), bars.size());
  std::size_t differing = 0;
  for (std::size_t i = 0; i < bars.size(); ++i) {
    EXPECT_EQ(changed.start[i], bars.start[i]);
    EXPECT_LE(changed.low[i], std::min(changed.open[i], changed.close[i]));
    EXPECT_GE(changed.high[i], std::max(changed.open[i], changed.close[i]));
    if (i <= 70) {
      EXPECT_EQ(changed.close[i], bars.close[i]);
    } else {
      differing += changed.close[i] != bars.close[i] ? 1U : 0U;
    }
  }
  EXPECT_GT(differing, 75U);
}

// --- every strategy that we ship, at each moment ---

BarTable five_minutes(std::uint64_t seed, int sessions) {
  const SessionCalendar& calendar = SessionCalendar::of(CalendarKind::Nyse);
  Session session = calendar.session_or_assumed(support::date("2015-01-02"));
  BarTable table{.timeframe = *parse_timeframe("5m")};
  SplitMix dice{seed};
  double last = 100.0;
  for (int day = 0; day < sessions; ++day) {
    for (Timestamp at = session.open; at < session.close; at = at + Duration::minutes(5)) {
      const double close = last * (1.0 + (dice.uniform() - 0.5) * 0.008);
      table.push({.session = session.date,
                  .start = at,
                  .end = at + Duration::minutes(5),
                  .open = *Price::from_double(last),
                  .high = *Price::from_double(std::max(last, close) * 1.001),
                  .low = *Price::from_double(std::min(last, close) * 0.999),
                  .close = *Price::from_double(close),
                  .volume = Volume::whole(1'000'000)});
      last = close;
    }
    session = calendar.next_session(session.date);
  }
  return table;
}

class EveryShippedStrategy : public testing::TestWithParam<std::size_t> {};

TEST_P(EveryShippedStrategy, AsksForTheSameAtEachMomentWhateverComesLater) {
  const strategies::Entry& entry = strategies::catalogue()[GetParam()];
  const bool is_intraday = entry.name == "opening_range";
  std::vector<BarTable> tables;
  for (std::uint64_t i = 0; i < (entry.is_of_group() ? 4U : 1U); ++i) {
    tables.push_back(is_intraday ? five_minutes(i + 1, 5) : support::random_walk(i + 21, 420));
  }
  std::vector<Feed> feeds;
  for (std::size_t i = 0; i < tables.size(); ++i) {
    const InstrumentId id{static_cast<std::uint32_t>(i)};
    feeds.push_back({.instrument = {.id = id, .symbol = "S" + std::to_string(i)},
                     .bars = tables[i].view(id),
                     .range = {0, tables[i].size()}});
  }
  BacktestSpec spec = spec_of(Preset::Realistic);
  spec.strategy = entry.name;
  spec.parameters = *strategies::resolve(entry, {});
  spec.cash = Money::whole(100'000);

  const LookaheadProof proof = trial_of_all(feeds, plan_proof(feeds, 1, 3), rerun_of(spec));

  EXPECT_GT(proof.commands, 0U);
  EXPECT_FALSE(proof.looks_ahead());
  // A commission of a dollar, or a rule for accounts below 25,000, is no look at the price's level;
  // an amount of money as a distance is one.
  if (entry.name != "trail_amt") {
    EXPECT_EQ(proof.of(Probe::Rescaled).differing, 0U);
  }
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EveryShippedStrategy,
                         testing::Range<std::size_t>(0, strategies::catalogue().size()),
                         [](const auto& param) {
                           return std::string{strategies::catalogue()[param.param].name};
                         });

}  // namespace
}  // namespace tw::backtest
