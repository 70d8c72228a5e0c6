#include "lab/simulate.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

#include "core/assert.hpp"
#include "core/digest.hpp"
#include "lab/kept_spread.hpp"

namespace tw::lab {
namespace {

using research::PathResults;

// A million draws or so: long against what it costs to hand a chunk out.
constexpr std::uint64_t kDrawsOfAChunk = 1 << 19;

std::uint64_t chunk_of(std::uint32_t draws) {
  const std::uint64_t paths = std::max<std::uint64_t>(1, kDrawsOfAChunk / draws);
  return (paths + research::kLanes - 1) / research::kLanes * research::kLanes;
}

template <class T>
void append_column(const std::vector<T>& column, std::string& bytes) {
  const std::uint64_t size = column.size();
  bytes += bytes_of(size);
  bytes.append(reinterpret_cast<const char*>(column.data()), size * sizeof(T));
}

/// Takes a column off the front of `bytes`. The checksum of the record has vouched for them.
template <class T>
void take_column(std::string_view& bytes, std::vector<T>& column) {
  const auto size = value_of<std::uint64_t>(bytes.substr(0, sizeof(std::uint64_t))).value_or(0);
  bytes.remove_prefix(std::min(bytes.size(), sizeof(std::uint64_t)));
  column.resize(std::min<std::uint64_t>(size, bytes.size() / sizeof(T)));
  bytes.copy(reinterpret_cast<char*>(column.data()), column.size() * sizeof(T));
  bytes.remove_prefix(column.size() * sizeof(T));
}

/// How a chunk's paths are kept.
struct PathsForm {
  static std::string text_of(const PathResults& paths) {
    std::string bytes;
    append_column(paths.wealth, bytes);
    append_column(paths.drawdown, bytes);
    append_column(paths.lowest, bytes);
    append_column(paths.sharpe, bytes);
    append_column(paths.fan, bytes);
    return bytes;
  }
  static PathResults part_of(std::string_view bytes) {
    PathResults paths;
    take_column(bytes, paths.wealth);
    take_column(bytes, paths.drawdown);
    take_column(bytes, paths.lowest);
    take_column(bytes, paths.sharpe);
    take_column(bytes, paths.fan);
    return paths;
  }
};

void add(const Simulation& how, Digest& key) {
  key.update(std::string_view{how.data_key});
  key.update(static_cast<std::int64_t>(how.paths));
  key.update(static_cast<std::int64_t>(how.fan_paths));
}

std::string key_of(const research::ReturnSample& sample, const research::Resampling& plan,
                   const research::PathQuestions& questions, const Simulation& how) {
  Digest key;
  add(how, key);
  key.update(std::as_bytes(std::span{sample.tables().growth, sample.size()}));
  for (const std::uint64_t number :
       {static_cast<std::uint64_t>(plan.method), plan.seed, std::uint64_t{plan.draws},
        static_cast<std::uint64_t>(questions.wants_sharpe)}) {
    key.update(static_cast<std::int64_t>(number));
  }
  const double numbers[] = {plan.block, plan.skip_rate, questions.periods_per_year};
  key.update(std::as_bytes(std::span{numbers}));
  key.update(std::as_bytes(std::span{questions.stops}));
  return key.hex();
}

/// Does the chunks that no earlier run has left, in their order, and returns all paths.
template <class Walk>
PathResults walk_all(const Spread& cut, const std::string& key, const Simulation& how,
                     const std::stop_token& stop, const OnPaths& on_progress, Walk walk) {
  PathResults all;
  all.wealth.reserve(how.paths);
  all.drawdown.reserve(how.paths);
  all.lowest.reserve(how.paths);
  all.sharpe.reserve(how.paths);
  spread_kept<PathsForm>(
      cut, {.checkpoint = how.checkpoint, .key = key}, stop,
      [&](const Chunk& chunk, unsigned) { return walk(chunk); },
      [&](const Chunk& chunk, const PathResults& part, bool was_kept) {
        all.append(part);
        if (on_progress && !was_kept) on_progress(chunk.last);
      });
  return all;
}

}  // namespace

PathResults simulate(const research::ReturnSample& sample, const research::Resampling& plan,
                     const research::PathQuestions& questions, const Simulation& how,
                     const std::stop_token& stop, const OnPaths& on_progress) {
  research::PathQuestions without_fan = questions;
  without_fan.stops.clear();
  const auto walk = [&](std::uint64_t first, std::uint64_t last, bool has_fan) {
    return research::walk_paths(sample, plan, has_fan ? questions : without_fan, first,
                                last - first);
  };
  return walk_all(
      {.items = how.paths, .chunk = chunk_of(plan.draws), .threads = how.threads},
      key_of(sample, plan, questions, how), how, stop, on_progress, [&](const Chunk& chunk) {
        const std::uint64_t fan_end = std::clamp(how.fan_paths, chunk.first, chunk.last);
        PathResults part = walk(chunk.first, fan_end, true);
        part.append(walk(fan_end, chunk.last, false));
        return part;
      });
}

PathResults simulate_noise(const research::EnginePaths& paths, double share, std::uint64_t seed,
                           const Simulation& how, const std::stop_token& stop,
                           const OnPaths& on_progress) {
  Digest key;
  add(how, key);
  key.update(static_cast<std::int64_t>(seed));
  key.update(bytes_of(share));
  return walk_all({.items = how.paths, .chunk = 1, .threads = how.threads}, key.hex(), how, stop,
                  on_progress,
                  [&](const Chunk& chunk) { return paths.noisy(share, seed, chunk.first); });
}

PathResults simulate_costs(const research::EnginePaths& paths, const std::vector<double>& multiples,
                           const Simulation& how, const std::stop_token& stop,
                           const OnPaths& on_progress) {
  TW_ASSERT(how.paths == multiples.size());
  Digest key;
  add(how, key);
  key.update(std::string_view{"costs"});
  key.update(std::as_bytes(std::span{multiples}));
  return walk_all({.items = how.paths, .chunk = 1, .threads = how.threads}, key.hex(), how, stop,
                  on_progress,
                  [&](const Chunk& chunk) { return paths.with_costs(multiples[chunk.first]); });
}

}  // namespace tw::lab
