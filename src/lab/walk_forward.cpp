#include "lab/walk_forward.hpp"

#include <algorithm>
#include <span>
#include <stdexcept>
#include <string_view>

#include "analytics/moments.hpp"
#include "backtest/equity_curve.hpp"
#include "core/digest.hpp"
#include "lab/kept_work.hpp"
#include "lab/sweep.hpp"

namespace tw::lab {
namespace {

using backtest::Feed;
using research::Fold;
using research::FoldOutcome;

/// What a checkpoint keeps of a fold: the rest follows from two runs.
struct Choice {
  std::uint64_t point = 0;
  std::uint64_t trials = 0;
  std::uint64_t ranked = 0;
  double score = 0.0;
};

/// Returns the feeds with only the bars of `rows` of the first one, and what was known before them.
std::vector<Feed> cut(const std::vector<Feed>& feeds, RowRange rows) {
  std::vector<Feed> cut = feeds;
  const Feed& lead = feeds.front();
  cut.front().range = {lead.range.first + rows.first, lead.range.first + rows.last};
  const std::int64_t from = lead.bars.start[cut.front().range.first];
  const std::int64_t to = lead.bars.start[cut.front().range.last - 1];
  for (std::size_t i = 1; i < cut.size(); ++i) {
    const auto starts = feeds[i].bars.start;
    const auto first = std::ranges::lower_bound(starts, from) - starts.begin();
    const auto last = std::ranges::upper_bound(starts, to) - starts.begin();
    cut[i].range = {std::max(feeds[i].range.first, static_cast<std::size_t>(first)),
                    std::min(feeds[i].range.last, static_cast<std::size_t>(last))};
    if (cut[i].range.first >= cut[i].range.last) {
      throw std::runtime_error{"'" + feeds[i].instrument.symbol + "' has no bar from " +
                               to_string(Date{lead.bars.session[cut.front().range.first]}) +
                               " on for a fold; begin later or leave it out"};
    }
  }
  return cut;
}

Date session_at(const Feed& feed, std::size_t row) { return Date{feed.bars.session[row]}; }

std::string key_of(const WalkForwardTerms& terms) {
  Digest digest;
  digest.update(std::string_view{terms.data_key});
  digest.update(std::string_view{research::fingerprint(terms.plan)});
  digest.update(std::string_view{research::to_string(terms.goal.objective)});
  for (const research::Requirement& requirement : terms.goal.requirements) {
    digest.update(std::string_view{research::to_string(requirement)});
  }
  for (const Fold& fold : terms.folds) {
    for (const std::size_t row :
         {fold.train.first, fold.train.last, fold.test.first, fold.test.last}) {
      digest.update(static_cast<std::int64_t>(row));
    }
  }
  return digest.hex();
}

Choice choose(const WalkForwardTerms& terms, const Training& training, const std::stop_token& stop,
              const std::function<void(std::uint64_t)>& on_done) {
  const SweepResult sweep = run_sweep(
      {.plan = terms.plan,
       .points = {},
       .goal = terms.goal,
       .top = 1,
       .threads = terms.threads,
       .checkpoint = {},
       .data_key = {}},
      training.runners(), stop,
      {.on_progress = [&](std::uint64_t done, std::uint64_t) { on_done(done); }, .on_row = {}});
  Choice choice{.trials = sweep.trials, .ranked = sweep.ranked};
  if (sweep.top.empty()) return choice;
  choice.point = sweep.top.front().row.point;
  choice.score = sweep.top.front().score;
  return choice;
}

/// Runs the test and keeps what each of its sessions returned.
void try_out(const backtest::BacktestSpec& spec, const std::vector<Feed>& feeds,
             FoldOutcome& outcome) {
  backtest::BacktestSpec chosen = spec;
  chosen.parameters = outcome.values;
  const auto runner = research::engine_runners(chosen, feeds)();
  outcome.out_of_sample = runner->run(outcome.values);
  const backtest::BacktestRun run = backtest::run_backtest(chosen, feeds);
  const analytics::DatedValues equity = backtest::session_equity(feeds, run);
  outcome.dates = equity.dates;
  double before = spec.cash.as_double();
  for (const double value : equity.values) {
    outcome.returns.push_back(before > 0.0 ? value / before - 1.0 : 0.0);
    before = value;
  }
}

/// A fold without a choice stays in cash.
void stay_in_cash(const std::vector<Feed>& feeds, FoldOutcome& outcome) {
  const Feed& lead = feeds.front();
  for (std::size_t row = lead.range.first; row < lead.range.last; ++row) {
    const Date date = session_at(lead, row);
    if (outcome.dates.empty() || outcome.dates.back() < date) outcome.dates.push_back(date);
  }
  outcome.returns.assign(outcome.dates.size(), 0.0);
}

FoldOutcome outcome_of(const WalkForwardTerms& terms, const backtest::BacktestSpec& spec,
                       const std::vector<Feed>& feeds, const Fold& fold, const Choice& choice) {
  const std::vector<Feed> train = cut(feeds, fold.train);
  const std::vector<Feed> test = cut(feeds, fold.test);
  const auto ends = [](const Feed& feed) {
    return std::pair{session_at(feed, feed.range.first), session_at(feed, feed.range.last - 1)};
  };
  FoldOutcome outcome{.fold = fold,
                      .train_first = ends(train.front()).first,
                      .train_last = ends(train.front()).second,
                      .test_first = ends(test.front()).first,
                      .test_last = ends(test.front()).second,
                      .point = choice.point,
                      .trials = choice.trials,
                      .ranked = choice.ranked};
  if (choice.ranked == 0) {
    stay_in_cash(test, outcome);
    return outcome;
  }
  // What is minimised is ranked by its negative; a reader wants the figure itself.
  outcome.score = terms.goal.objective.maximises ? choice.score : -choice.score;
  outcome.values = terms.plan.values_at(choice.point);
  const auto runner = research::engine_runners(spec, train)();
  outcome.in_sample = runner->run(outcome.values);
  outcome.in_sample_mean = analytics::mean(runner->returns()).value_or(research::kUndefined);
  try_out(spec, test, outcome);
  return outcome;
}

}  // namespace

Training::Training(const research::Plan& plan, const backtest::BacktestSpec& spec,
                   const std::vector<Feed>& feeds, const Fold& fold)
    : spec_{spec},
      feeds_{cut(feeds, fold.train)},
      columns_{research::ColumnStudy::of(plan, spec, feeds_)} {}

research::RunnerSource Training::runners() const {
  return columns_ ? research::column_runners(*columns_, feeds_)
                  : research::engine_runners(spec_, feeds_);
}

WalkForwardResult run_walk_forward(const WalkForwardTerms& terms,
                                   const backtest::BacktestSpec& spec,
                                   const std::vector<Feed>& feeds, const std::stop_token& stop,
                                   const OnTrials& watch) {
  std::vector<Choice> known;
  KeptWork kept{terms.checkpoint, key_of(terms), [&](std::string_view bytes) {
                  if (const auto choice = value_of<Choice>(bytes)) known.push_back(*choice);
                }};
  const std::uint64_t points = *terms.plan.points();
  const std::uint64_t total = points * terms.folds.size();
  WalkForwardResult result;
  for (std::size_t i = 0; i < terms.folds.size(); ++i) {
    const Fold& fold = terms.folds[i];
    Choice choice;
    if (i < known.size()) {
      choice = known[i];
      result.resumed += 1;
    } else {
      const Training training{terms.plan, spec, feeds, fold};
      choice = choose(terms, training, stop, [&](std::uint64_t done) {
        if (watch) watch(points * i + done, total);
      });
      if (stop.stop_requested()) return result;
      kept.add(bytes_of(choice));
    }
    result.folds.push_back(outcome_of(terms, spec, feeds, fold, choice));
  }
  result.is_complete = true;
  return result;
}

}  // namespace tw::lab
