#include "lab/sweep.hpp"

#include <filesystem>
#include <gmock/gmock.h>

#include "backtest/run_backtest.hpp"
#include "lab/kept_work.hpp"
#include "lab/nlopt_search.hpp"
#include "lab/simulate.hpp"
#include "support/random_walk.hpp"
#include "support/temp_folder.hpp"

namespace tw::lab {
namespace {

using research::TrialMetric;
using research::TrialMetrics;
using support::TempFolder;
using testing::HasSubstr;

/// A runner that needs no bars: the score is a hill with its top at fast 20, slow 60.
class Hill : public research::TrialRunner {
 public:
  TrialMetrics run(std::span<const double> values) override {
    TrialMetrics metrics;
    const double fast = values[0] - 20.0;
    const double slow = values[1] - 60.0;
    metrics[TrialMetric::Sharpe] = 2.0 - 0.001 * (fast * fast + slow * slow);
    metrics[TrialMetric::Trades] = values[0];
    return metrics;
  }
  std::span<const double> returns() const override { return {}; }
};

research::RunnerSource hills() {
  return [] { return std::make_unique<Hill>(); };
}

SweepTerms terms_over(const std::vector<std::string>& axes, unsigned threads = 2) {
  const auto entry = strategies::find("sma_cross");
  return {.plan = *research::plan_of(**entry, axes, {}),
          .goal = {.objective = *research::parse_objective("sharpe")},
          .top = 5,
          .threads = threads,
          .chunk = 8};
}

void expect_same(const SweepResult& a, const SweepResult& b) {
  EXPECT_EQ(a.trials, b.trials);
  EXPECT_EQ(a.ranked, b.ranked);
  EXPECT_EQ(a.scores.mean(), b.scores.mean());
  EXPECT_EQ(a.sharpes.variance(), b.sharpes.variance());
  EXPECT_EQ(a.plateau, b.plateau);
  ASSERT_EQ(a.top.size(), b.top.size());
  for (std::size_t i = 0; i < a.top.size(); ++i) {
    EXPECT_EQ(a.top[i].row.point, b.top[i].row.point);
    EXPECT_EQ(a.top[i].score, b.top[i].score);
  }
}

TEST(Sweep, FindsTheBestPointAndCountsWhatItTried) {
  const SweepTerms terms = terms_over({"fast=5:50", "slow=20:100"});

  const SweepResult result = run_sweep(terms, hills());

  EXPECT_EQ(result.trials, allowed_points(terms.plan));
  EXPECT_EQ(result.points, *terms.plan.points());
  ASSERT_EQ(result.top.size(), 5U);
  EXPECT_EQ(terms.plan.values_at(result.top.front().row.point)[0], 20.0);
  EXPECT_EQ(terms.plan.values_at(result.top.front().row.point)[1], 60.0);
  EXPECT_GT(result.plateau, 0.9);
}

TEST(Sweep, GivesTheSameBitsWithAnyNumberOfThreads) {
  const std::vector<std::string> axes{"fast=5:50", "slow=20:100"};
  const SweepResult alone = run_sweep(terms_over(axes, 1), hills());

  for (const unsigned threads : {2U, 5U}) {
    expect_same(run_sweep(terms_over(axes, threads), hills()), alone);
  }
}

TEST(Sweep, StoppedAnywhereResumesToTheSameResult) {
  const std::vector<std::string> axes{"fast=5:14", "slow=20:59"};
  const SweepResult whole = run_sweep(terms_over(axes), hills());
  for (const std::uint64_t stop_at : {8U, 200U, 392U}) {
    const TempFolder folder;
    SweepTerms terms = terms_over(axes);
    terms.checkpoint = folder / "checkpoint";
    std::stop_source stop;
    const SweepResult part = run_sweep(terms, hills(), stop.get_token(),
                                       {.on_progress =
                                            [&](std::uint64_t done, std::uint64_t) {
                                              if (done >= stop_at) stop.request_stop();
                                            },
                                        .on_row = {}});
    ASSERT_FALSE(part.is_complete);
    ASSERT_EQ(part.points, stop_at);

    std::vector<std::uint64_t> rows;
    const SweepResult resumed = run_sweep(
        terms, hills(), {}, {.on_progress = {}, .on_row = [&](const research::TrialRow& row) {
                               rows.push_back(row.point);
                             }});

    EXPECT_EQ(resumed.resumed, stop_at);
    EXPECT_EQ(rows.size(), 400U) << "those resumed are told too";
    EXPECT_TRUE(std::ranges::is_sorted(rows));
    expect_same(resumed, whole);
    forget_kept_work(terms.checkpoint);
    EXPECT_FALSE(std::filesystem::exists(terms.checkpoint));
  }
}

TEST(NloptSearch, StoppedAnywhereGoesTheSameWay) {
  SweepTerms terms = terms_over({"fast=5:50", "slow=20:100"});
  const auto whole = nlopt_points(terms, 60, 7, hills(), {}, {});
  ASSERT_EQ(whole->size(), 60U);
  for (const std::uint64_t stop_at : {1U, 20U, 59U}) {
    const TempFolder folder;
    terms.checkpoint = folder / "checkpoint";
    std::stop_source stop;
    const auto part =
        nlopt_points(terms, 60, 7, hills(), stop.get_token(), [&](std::uint64_t done) {
          if (done >= stop_at) stop.request_stop();
        });
    EXPECT_EQ(part, std::nullopt);
    std::uint64_t runs = 0;
    const research::RunnerSource counting = [&runs]() -> std::unique_ptr<research::TrialRunner> {
      class Counted : public Hill {
       public:
        explicit Counted(std::uint64_t& runs) : runs_{runs} {}
        TrialMetrics run(std::span<const double> values) override {
          runs_ += 1;
          return Hill::run(values);
        }

       private:
        std::uint64_t& runs_;
      };
      return std::make_unique<Counted>(runs);
    };

    EXPECT_EQ(nlopt_points(terms, 60, 7, counting, {}, {}), whole);
    EXPECT_LE(runs, 60U - stop_at) << "what was kept is not run again";
  }
}

TEST(NloptSearch, PassesOnWhatARunnerThrows) {
  class Broken : public Hill {
   public:
    TrialMetrics run(std::span<const double> /*values*/) override {
      throw std::runtime_error{"the disk is full"};
    }
  };

  EXPECT_THAT(
      [] {
        nlopt_points(terms_over({"fast=5:50", "slow=20:100"}), 60, 7,
                     [] { return std::make_unique<Broken>(); }, {}, {});
      },
      testing::ThrowsMessage<std::runtime_error>(HasSubstr("the disk is full")));
}

TEST(Simulate, StoppedAnywhereResumesToTheSamePaths) {
  const std::vector<double> returns{0.01, -0.02, 0.015, 0.003, -0.007};
  const research::ReturnSample sample{returns};
  const research::Resampling plan{.sample = 5, .draws = 4'000};
  const research::PathQuestions questions{.stops = {100, 4'000}};
  const Simulation how{.paths = 3'000, .fan_paths = 500, .threads = 2};
  const research::PathResults whole = simulate(sample, plan, questions, how);
  for (const std::uint64_t stop_at : {1U, 1'500U}) {
    const TempFolder folder;
    Simulation kept = how;
    kept.checkpoint = folder / "checkpoint";
    std::stop_source stop;
    const research::PathResults part =
        simulate(sample, plan, questions, kept, stop.get_token(), [&](std::uint64_t done) {
          if (done >= stop_at) stop.request_stop();
        });
    ASSERT_LT(part.size(), whole.size());
    std::uint64_t told = 0;

    const research::PathResults resumed =
        simulate(sample, plan, questions, kept, {}, [&](std::uint64_t) { told += 1; });

    EXPECT_EQ(resumed.wealth, whole.wealth);
    EXPECT_EQ(resumed.drawdown, whole.drawdown);
    EXPECT_EQ(resumed.lowest, whole.lowest);
    EXPECT_EQ(resumed.sharpe, whole.sharpe);
    EXPECT_EQ(resumed.fan, whole.fan);
    EXPECT_GT(told, 0U);
    kept.paths = 3'001;
    EXPECT_THAT([&] { simulate(sample, plan, questions, kept); },
                testing::ThrowsMessage<std::runtime_error>(HasSubstr("belongs to other work")));
  }
}

TEST(Sweep, DoesNotResumeOtherWork) {
  const TempFolder folder;
  SweepTerms terms = terms_over({"fast=5:14", "slow=20:59"});
  terms.checkpoint = folder / "checkpoint";
  std::stop_source stop;
  run_sweep(
      terms, hills(), stop.get_token(),
      {.on_progress = [&](std::uint64_t, std::uint64_t) { stop.request_stop(); }, .on_row = {}});

  terms.data_key = "other bars";

  try {
    run_sweep(terms, hills());
    FAIL() << "it resumed";
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), HasSubstr("belongs to other work"));
  }
}

TEST(Sweep, RanksNothingThatMissesARequirement) {
  SweepTerms terms = terms_over({"fast=5:50", "slow=100"});
  terms.goal.requirements = {*research::parse_requirement("trades>=30")};

  const SweepResult result = run_sweep(terms, hills());

  EXPECT_EQ(result.trials, 46U);
  EXPECT_EQ(result.ranked, 21U);
  EXPECT_EQ(terms.plan.values_at(result.top.front().row.point)[0], 30.0);
}

TEST(EngineRunner, RunsATrialAsBacktestDoes) {
  const BarTable table = support::random_walk(11, 400);
  const std::vector<backtest::Feed> feeds{{.instrument = {.id = {}, .symbol = "X"},
                                           .bars = table.view({}),
                                           .range = {0, table.size()}}};
  backtest::BacktestSpec spec = backtest::spec_of(backtest::Preset::Plain);
  SweepTerms terms = terms_over({"fast=5:12", "slow=20,40"});

  const SweepResult result = run_sweep(terms, research::engine_runners(spec, feeds));

  ASSERT_EQ(result.trials, 16U);
  for (const research::Ranked& ranked : result.top) {
    spec.parameters = terms.plan.values_at(ranked.row.point);
    const backtest::BacktestRun run = backtest::run_backtest(spec, feeds);
    const TrialMetrics& metrics = ranked.row.metrics;
    EXPECT_EQ(metrics[TrialMetric::FinalEquity], run.final_equity.as_double());
    EXPECT_EQ(metrics[TrialMetric::Fills], static_cast<double>(run.recorder.fills()));
    EXPECT_EQ(metrics[TrialMetric::Returns], 399.0);
    EXPECT_EQ(metrics[TrialMetric::Commissions], run.commissions.as_double());
  }
}

TEST(KeptWork, IsForgottenWithoutTouchingWhatIsNoCheckpoint) {
  const TempFolder folder;
  const std::string kept = folder / "kept";
  {
    KeptWork{kept, "key", [](std::string_view) {}}.add("a piece");
  }
  const std::string notes = folder.write("kept.search", "not ours");

  forget_kept_work(kept);
  forget_kept_work(notes);

  EXPECT_FALSE(std::filesystem::exists(kept));
  EXPECT_EQ(support::read_text(notes), "not ours");
}

}  // namespace
}  // namespace tw::lab
