#include "lab/nlopt_search.hpp"

#include <algorithm>
#include <cmath>
#include <exception>
#include <map>
#include <nlopt.hpp>
#include <stdexcept>
#include <string_view>

#include "core/digest.hpp"
#include "lab/kept_work.hpp"
#include "research/plan.hpp"

namespace tw::lab {
namespace {

using research::TrialRow;

/// Names everything that decides which way a search goes.
std::string key_of(const SweepTerms& terms, std::uint64_t trials, std::uint64_t seed) {
  Digest digest;
  digest.update(std::string_view{terms.data_key});
  digest.update(std::string_view{research::fingerprint(terms.plan)});
  digest.update(std::string_view{research::to_string(terms.goal.objective)});
  for (const research::Requirement& requirement : terms.goal.requirements) {
    digest.update(std::string_view{research::to_string(requirement)});
  }
  digest.update(static_cast<std::int64_t>(trials));
  digest.update(static_cast<std::int64_t>(seed));
  return digest.hex();
}

/// What a search has tried, and how each point did.
///
/// A search is a function of the scores that it was told, so one that was killed is told them again
/// from its file and comes to where it was without a run.
class Tried {
 public:
  Tried(const SweepTerms& terms, const std::string& key, const research::RunnerSource& runners)
      : terms_{terms},
        runner_{runners()},
        kept_{search_file_of(terms.checkpoint), key, [this](std::string_view bytes) {
                if (const auto row = value_of<TrialRow>(bytes)) known_.push_back(*row);
              }} {}

  /// Returns the score; the worst so far for what cannot run or is not ranked, so that the model
  /// leads away from it and keeps finite numbers.
  double score_of(std::uint64_t point) {
    const auto [at, is_new] = scores_.try_emplace(point, 0.0);
    if (!is_new) return at->second;
    const std::vector<double> values = terms_.plan.values_at(point);
    double score = research::kUndefined;
    if (!terms_.plan.contradiction(values)) {
      score = terms_.goal.score(run(point, values));
      order_.push_back(point);
    }
    if (std::isfinite(score)) {
      worst_ = std::min(worst_, score);
    } else {
      score = worst_;
    }
    at->second = score;
    return score;
  }
  const std::vector<std::uint64_t>& order() const { return order_; }

 private:
  research::TrialMetrics run(std::uint64_t point, const std::vector<double>& values) {
    const std::size_t place = order_.size();
    if (place < known_.size()) {
      if (known_[place].point != point) {
        throw std::runtime_error{"cannot resume from '" + search_file_of(terms_.checkpoint) +
                                 "': it went another way; remove it to start again"};
      }
      return known_[place].metrics;
    }
    const TrialRow row{.point = point, .metrics = runner_->run(values)};
    kept_.add(bytes_of(row));
    return row.metrics;
  }

  const SweepTerms& terms_;
  std::unique_ptr<research::TrialRunner> runner_;
  std::vector<TrialRow> known_;  ///< Of an earlier run; before `kept_`, which fills it.
  KeptWork kept_;
  std::map<std::uint64_t, double> scores_;
  std::vector<std::uint64_t> order_;
  double worst_ = 0.0;
};

/// Returns the lattice point nearest to coordinates in places.
std::uint64_t nearest_point(const research::Plan& plan, const std::vector<double>& at) {
  std::vector<std::size_t> places(at.size());
  for (std::size_t i = 0; i < at.size(); ++i) {
    const auto last = static_cast<double>(plan.axes[i].values.size() - 1);
    places[i] = static_cast<std::size_t>(std::clamp(std::round(at[i]), 0.0, last));
  }
  return plan.point_at(places);
}

}  // namespace

std::optional<std::vector<std::uint64_t>> nlopt_points(
    const SweepTerms& terms, std::uint64_t trials, std::uint64_t seed,
    const research::RunnerSource& runners, const std::stop_token& stop,
    const std::function<void(std::uint64_t)>& on_progress) {
  const research::Plan& plan = terms.plan;
  Tried tried{terms, key_of(terms, trials, seed), runners};
  const auto is_over = [&] { return tried.order().size() >= trials || stop.stop_requested(); };
  // More starts than can be needed: each tries one new point at least until all are known.
  const std::uint64_t starts = std::max<std::uint64_t>(4, trials);
  std::vector<double> low(plan.axes.size(), 0.0);
  std::vector<double> high;
  high.reserve(plan.axes.size());
  for (const research::Axis& axis : plan.axes) {
    high.push_back(static_cast<double>(axis.values.size() - 1));
  }
  const bool is_flat = std::ranges::any_of(high, [](double last) { return last < 1.0; });
  for (const std::uint64_t start : research::random_points(plan, starts, seed)) {
    if (is_over()) break;
    if (plan.axes.size() < 2 || is_flat) {
      tried.score_of(start);  // The quadratic needs two dimensions of some extent.
      if (on_progress) on_progress(tried.order().size());
      continue;
    }
    nlopt::opt search{nlopt::LN_BOBYQA, static_cast<unsigned>(plan.axes.size())};
    search.set_lower_bounds(low);
    search.set_upper_bounds(high);
    nlopt::vfunc objective = [](const std::vector<double>& at, std::vector<double>&, void* data) {
      return (*static_cast<std::function<double(const std::vector<double>&)>*>(data))(at);
    };
    std::exception_ptr failed;  // NLopt would make an error without words of it.
    std::function<double(const std::vector<double>&)> score = [&](const std::vector<double>& at) {
      double value = 0.0;
      try {
        value = tried.score_of(nearest_point(plan, at));
      } catch (...) {
        failed = std::current_exception();
      }
      if (on_progress) on_progress(tried.order().size());
      if (failed || is_over()) search.force_stop();
      return value;
    };
    search.set_max_objective(objective, &score);
    search.set_xtol_abs(0.5);
    std::vector<double> step;
    step.reserve(high.size());
    for (const double last : high) step.push_back(std::max(1.0, last / 8.0));
    search.set_initial_step(step);
    search.set_maxeval(static_cast<int>(std::min<std::uint64_t>(trials, 200)));
    std::vector<double> at;
    for (const std::size_t place : plan.places(start)) at.push_back(static_cast<double>(place));
    double best = 0.0;
    try {
      search.optimize(at, best);
    } catch (const nlopt::forced_stop&) {
      if (failed) std::rethrow_exception(failed);
      break;
    } catch (const nlopt::roundoff_limited&) {
      continue;  // A plain where the model sees no slope: the next start.
    } catch (const std::runtime_error&) {
      continue;
    }
  }
  if (stop.stop_requested()) return std::nullopt;
  std::vector<std::uint64_t> points = tried.order();
  points.resize(std::min<std::uint64_t>(points.size(), trials));
  return points;
}

}  // namespace tw::lab
