// The proof against look-ahead of a user's own program: it is run on bars cut short and compared.

#include "backtest/signal_proof.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "support/random_walk.hpp"

namespace tw::backtest {
namespace {

/// What a program would say of a bar, from all the bars that it was given.
using Say = std::function<double(const BarSeries& bars, std::size_t row)>;

SignalProgram program_that(Say say) {
  return [say = std::move(say)](const BarSeries& bars) {
    SignalRows rows{.names = {"signal"}, .rows = {}};
    for (std::size_t row = 0; row < bars.size(); ++row) {
      rows.rows.push_back({.at = label_at(bars, row),
                           .label = to_string(Date{bars.session[row]}),
                           .cells = {std::to_string(say(bars, row))}});
    }
    return rows;
  };
}

double close_at(const BarSeries& bars, std::size_t row) {
  return Price::from_raw(bars.close[std::min(row, bars.size() - 1)]).as_double();
}

class SignalProofs : public testing::Test {
 protected:
  SignalProofs() : table_{support::random_walk(5, 200)} {
    feed_.instrument.symbol = "ONE";
    feed_.bars = table_.view({});
    feed_.range = {0, table_.size()};
  }

  SignalProof prove(const SignalProgram& program, std::size_t every = 0) const {
    return prove_signals(feed_, plan_signals(feed_.bars, every, 1), program,
                         [](std::size_t count, const auto& task) {
                           for (std::size_t i = 0; i < count; ++i) task(i);
                         });
  }

  BarTable table_;
  Feed feed_;
};

TEST_F(SignalProofs, AProgramThatLooksBackPasses) {
  const SignalProof proof = prove(program_that([](const BarSeries& bars, std::size_t row) {
    return close_at(bars, row) - close_at(bars, row < 5 ? 0 : row - 5);
  }));

  EXPECT_EQ(proof.truncated.tried, 20U);
  EXPECT_EQ(proof.noise.tried, 20U);
  EXPECT_FALSE(proof.looks_ahead());
  EXPECT_FALSE(proof.ignores_bars);
}

TEST_F(SignalProofs, AProgramThatKnowsTheNextCloseIsNamedWithItsRow) {
  const SignalProof proof = prove(program_that([](const BarSeries& bars, std::size_t row) {
                                    return close_at(bars, row + 1) - close_at(bars, row);
                                  }),
                                  50);

  EXPECT_EQ(proof.truncated.differing, proof.truncated.tried);
  ASSERT_TRUE(proof.truncated.first.has_value());
  const SignalFault& fault = *proof.truncated.first;
  EXPECT_EQ(fault.known, 50U);
  EXPECT_EQ(fault.with_future->label, to_string(Date{table_.session[49]}));
  EXPECT_EQ(fault.without->cells[0], "0.000000");
  EXPECT_EQ(fault.column, 0U);
}

TEST_F(SignalProofs, AProgramThatScalesByTheWholeSampleIsCaught) {
  const SignalProof proof = prove(program_that([](const BarSeries& bars, std::size_t row) {
    const auto highest = std::ranges::max(bars.close);
    return close_at(bars, row) / Price::from_raw(highest).as_double();
  }));

  EXPECT_GT(proof.truncated.differing, 0U);
  EXPECT_GT(proof.noise.differing, 0U);
}

TEST_F(SignalProofs, ARowThatOnlyTheFutureAllowsIsCaught) {
  const SignalProof proof = prove([](const BarSeries& bars) {
    SignalRows rows{.names = {"return_to_come"}, .rows = {}};
    for (std::size_t row = 0; row + 5 < bars.size(); ++row) {
      rows.rows.push_back({.at = label_at(bars, row), .label = "a day", .cells = {"1"}});
    }
    return rows;
  });

  EXPECT_EQ(proof.truncated.differing, proof.truncated.tried);
  EXPECT_TRUE(proof.truncated.first->with_future.has_value());
  EXPECT_FALSE(proof.truncated.first->without.has_value());
}

TEST_F(SignalProofs, AProgramThatReadsSomethingElseIsNoProof) {
  const SignalRows written = program_that(close_at)(feed_.bars);

  EXPECT_TRUE(prove([&](const BarSeries&) { return written; }).ignores_bars);
}

TEST_F(SignalProofs, SumsInAnotherOrderAreNoKnowledge) {
  const SignalRows one{.names = {"x"},
                       .rows = {{.at = 0, .label = "", .cells = {"0.30000000000000004"}}}};
  const SignalRows two{.names = {"x"}, .rows = {{.at = 0, .label = "", .cells = {"0.3"}}}};
  const SignalRows other{.names = {"x"}, .rows = {{.at = 0, .label = "", .cells = {"0.3000001"}}}};

  EXPECT_FALSE(first_difference(one, two, feed_.bars, 200).has_value());
  EXPECT_TRUE(first_difference(one, other, feed_.bars, 200).has_value());
}

// A slip with weeks is invisible at the end of one: cuts at even distances could all fall there.
TEST_F(SignalProofs, CutsLieAtUnevenDistancesFromAQuarterOn) {
  const SignalPlan plan = plan_signals(feed_.bars, 0, 1);

  EXPECT_EQ(plan.known.size(), 20U);
  EXPECT_GE(plan.known.front(), 50U);
  EXPECT_LT(plan.known.back(), 200U);
  EXPECT_TRUE(std::ranges::is_sorted(plan.known));
  std::vector<bool> days(5);
  for (const std::size_t known : plan.known) days[known % 5] = true;
  EXPECT_EQ(std::ranges::count(days, true), 5);
  EXPECT_EQ(plan_signals(feed_.bars, 30, 1).known,
            (std::vector<std::size_t>{50, 80, 110, 140, 170}));
}

}  // namespace
}  // namespace tw::backtest
