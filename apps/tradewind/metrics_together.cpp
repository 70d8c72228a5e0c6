#include "metrics_together.hpp"

#include <utility>

#include "output.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

/// Keeps the dates of `all` that `next` has too and adds its closes.
void join(Together& all, const NamedCloses& next) {
  Together kept{.symbols = all.symbols, .dates = {}, .closes = {}};
  kept.symbols.push_back(next.symbol);
  kept.closes.resize(kept.symbols.size());
  std::size_t j = 0;
  for (std::size_t i = 0; i < all.dates.size(); ++i) {
    while (j < next.closes.size() && next.closes.dates[j] < all.dates[i]) ++j;
    if (j == next.closes.size() || all.dates[i] < next.closes.dates[j]) continue;
    kept.dates.push_back(all.dates[i]);
    for (std::size_t k = 0; k < all.closes.size(); ++k) {
      kept.closes[k].push_back(all.closes[k][i]);
    }
    kept.closes.back().push_back(next.closes.values[j]);
  }
  all = std::move(kept);
}

}  // namespace

Together read_together(const MetricsOptions& options, const std::vector<std::string>& others,
                       std::size_t sessions_min) {
  const NamedCloses first = named_closes(options.file);
  Together all{
      .symbols = {first.symbol}, .dates = first.closes.dates, .closes = {first.closes.values}};
  for (const std::string& path : others) join(all, named_closes(beside(options.file, path)));
  if (all.dates.size() < sessions_min) {
    throw Failure{ExitCode::BadData, "the files share " + std::to_string(all.dates.size()) +
                                         " sessions, at least " + std::to_string(sessions_min) +
                                         " are needed; give files of the same dates"};
  }
  if (all.dates.size() < first.closes.size()) {
    print("warning: over the " + std::to_string(all.dates.size()) + " of " +
              std::to_string(first.closes.size()) + " sessions that all files have\n",
          true);
  }
  return all;
}

}  // namespace tw::app
