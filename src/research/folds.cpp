#include "research/folds.hpp"

#include <algorithm>

namespace tw::research {

std::expected<std::vector<Fold>, std::string> folds_of(const FoldPlan& plan, std::size_t rows) {
  const auto bars = [](std::size_t count) { return std::to_string(count) + " bars"; };
  if (plan.train == 0) return std::unexpected{"a training of 0 bars chooses nothing"};
  if (plan.test == 0) return std::unexpected{"a test of 0 bars tries nothing"};
  if (plan.purge >= plan.train) {
    return std::unexpected{"a purge of " + bars(plan.purge) + " leaves nothing of a training of " +
                           bars(plan.train)};
  }
  if (plan.embargo >= plan.test) {
    return std::unexpected{"an embargo of " + bars(plan.embargo) + " leaves nothing of a test of " +
                           bars(plan.test)};
  }
  if (plan.train > rows || plan.test > rows - plan.train) {
    return std::unexpected{"a training of " + bars(plan.train) + " and a test of " +
                           bars(plan.test) + " are longer than the data, which have " + bars(rows)};
  }
  const std::size_t step = plan.step == 0 ? plan.test : plan.step;
  std::vector<Fold> folds;
  for (std::size_t test = plan.train; test + plan.test <= rows; test += step) {
    const std::size_t first = plan.is_anchored ? 0 : test - plan.train;
    folds.push_back(
        {.train = {first, test - plan.purge}, .test = {test + plan.embargo, test + plan.test}});
  }
  return folds;
}

std::expected<std::vector<Fold>, std::string> folds_of(const SeriesSplit& split, std::size_t rows) {
  if (split.folds == 0) return std::unexpected{"0 folds try nothing"};
  const std::size_t test = split.test.value_or(rows / (split.folds + 1));
  const bool is_too_long = test == 0 || split.folds >= rows || test > rows / split.folds ||
                           rows - split.folds * test <= split.gap;
  if (is_too_long || split.train_max == std::size_t{0}) {
    return std::unexpected{std::to_string(split.folds) + " folds of " + std::to_string(test) +
                           " bars with a gap of " + std::to_string(split.gap) +
                           " leave nothing to train on in " + std::to_string(rows) + " bars"};
  }
  std::vector<Fold> folds;
  for (std::size_t start = rows - split.folds * test; start < rows; start += test) {
    const std::size_t end = start - split.gap;
    const std::size_t first =
        split.train_max && *split.train_max < end ? end - *split.train_max : 0;
    folds.push_back({.train = {first, end}, .test = {start, start + test}});
  }
  return folds;
}

}  // namespace tw::research
