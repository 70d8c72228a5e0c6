#include "lab/sweep.hpp"

#include <algorithm>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>

#include "core/digest.hpp"
#include "lab/kept_spread.hpp"
#include "research/plateau.hpp"

namespace tw::lab {
namespace {

using research::TrialRow;
using Rows = std::vector<TrialRow>;

static_assert(std::is_trivially_copyable_v<TrialRow>, "a checkpoint holds the bytes of rows");

/// How a chunk's rows are kept.
struct RowsForm {
  static std::string text_of(const Rows& rows) {
    return {reinterpret_cast<const char*>(rows.data()), rows.size() * sizeof(TrialRow)};
  }
  static Rows part_of(std::string_view bytes) {
    Rows rows(bytes.size() / sizeof(TrialRow));
    bytes.copy(reinterpret_cast<char*>(rows.data()), rows.size() * sizeof(TrialRow));
    return rows;
  }
};

/// Names everything that decides what a chunk's rows are.
std::string key_of(const SweepTerms& terms) {
  Digest digest;
  digest.update(std::string_view{terms.data_key});
  digest.update(std::string_view{research::fingerprint(terms.plan)});
  if (terms.points) digest.update(std::as_bytes(std::span{*terms.points}));
  digest.update(static_cast<std::int64_t>(terms.chunk));
  digest.update(static_cast<std::int64_t>(sizeof(TrialRow)));
  return digest.hex();
}

/// One worker's runner and scratch memory.
struct Worker {
  std::unique_ptr<research::TrialRunner> runner;
  std::vector<double> values;
};

Rows run_chunk(const SweepTerms& terms, const Chunk& chunk, Worker& worker) {
  Rows rows;
  rows.reserve(chunk.last - chunk.first);
  for (std::uint64_t i = chunk.first; i < chunk.last; ++i) {
    const std::uint64_t point = terms.points ? (*terms.points)[i] : i;
    terms.plan.values_at(point, worker.values);
    if (terms.plan.contradiction(worker.values)) continue;
    rows.push_back({.point = point, .metrics = worker.runner->run(worker.values)});
  }
  return rows;
}

/// Takes rows in, in order.
class Tally {
 public:
  Tally(const SweepTerms& terms, const SweepWatch& watch)
      : terms_{terms}, watch_{watch}, leaders_{std::max<std::size_t>(terms.top, 1)} {
    if (terms.plan.axes.size() >= 2) result_.heat.emplace(terms.plan, 0, 1);
  }

  void add(const Rows& rows, std::uint64_t points_done, bool was_kept) {
    for (const TrialRow& row : rows) add(row);
    result_.points = points_done;
    if (was_kept) {
      result_.resumed = result_.trials;
    } else if (watch_.on_progress) {
      watch_.on_progress(points_done, terms_.size());
    }
  }

  SweepResult take() {
    result_.top = leaders_.best();
    return std::move(result_);
  }

 private:
  void add(const TrialRow& row) {
    const double score = terms_.goal.score(row.metrics);
    result_.trials += 1;
    result_.ranked += score == score ? 1 : 0;
    result_.scores.add(score);
    result_.sharpes.add(row.metrics[research::TrialMetric::Sharpe]);
    if (result_.heat) result_.heat->offer(row.point, score);
    leaders_.offer(row, score);
    if (watch_.on_row) watch_.on_row(row);
  }

  const SweepTerms& terms_;
  const SweepWatch& watch_;
  research::Leaders leaders_;
  SweepResult result_;
};

void judge_plateau(const SweepTerms& terms, const research::RunnerSource& runners,
                   SweepResult& result) {
  if (result.top.empty()) return;
  const research::Ranked& best = result.top.front();
  const auto runner = runners();
  std::vector<double> scores;
  for (const std::uint64_t point : research::neighbours_of(terms.plan, best.row.point)) {
    scores.push_back(terms.goal.score(runner->run(terms.plan.values_at(point))));
  }
  result.plateau = research::plateau_score(best.score, scores, result.scores.mean());
}

}  // namespace

SweepResult run_sweep(const SweepTerms& terms, const research::RunnerSource& runners,
                      const std::stop_token& stop, const SweepWatch& watch) {
  const Spread how{.items = terms.size(), .chunk = terms.chunk, .threads = terms.threads};
  Tally tally{terms, watch};
  std::vector<Worker> workers(how.workers());
  for (Worker& worker : workers) {
    worker = {.runner = runners(), .values = std::vector<double>(terms.plan.base.size())};
  }
  const bool is_complete = spread_kept<RowsForm>(
      how, {.checkpoint = terms.checkpoint, .key = key_of(terms)}, stop,
      [&](const Chunk& chunk, unsigned worker) { return run_chunk(terms, chunk, workers[worker]); },
      [&](const Chunk& chunk, const Rows& rows, bool was_kept) {
        tally.add(rows, chunk.last, was_kept);
      });

  SweepResult result = tally.take();
  result.is_complete = is_complete;
  if (is_complete) judge_plateau(terms, runners, result);
  return result;
}

}  // namespace tw::lab
