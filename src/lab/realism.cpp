#include "lab/realism.hpp"

#include <algorithm>
#include <string_view>
#include <type_traits>
#include <utility>

#include "core/digest.hpp"
#include "lab/kept_spread.hpp"

namespace tw::lab {
namespace {

using backtest::CurvePoint;
using backtest::Outcome;
using backtest::RealismPart;

static_assert(std::is_trivially_copyable_v<CurvePoint>, "a checkpoint holds the bytes of curves");

/// How a run is kept: its outcome, then its curve.
struct RunForm {
  static std::string text_of(const RealismPart& part) {
    std::string bytes{bytes_of(part.outcome)};
    bytes.append(reinterpret_cast<const char*>(part.equity.data()),
                 part.equity.size() * sizeof(CurvePoint));
    return bytes;
  }
  static RealismPart part_of(std::string_view bytes) {
    RealismPart part{
        .outcome = value_of<Outcome>(bytes.substr(0, sizeof(Outcome))).value_or(Outcome{}),
        .equity = {}};
    bytes.remove_prefix(std::min(bytes.size(), sizeof(Outcome)));
    part.equity.resize(bytes.size() / sizeof(CurvePoint));
    bytes.copy(reinterpret_cast<char*>(part.equity.data()),
               part.equity.size() * sizeof(CurvePoint));
    return part;
  }
};

}  // namespace

std::optional<backtest::Realism> run_realism(const backtest::BacktestSpec& spec,
                                             const std::vector<backtest::Feed>& feeds,
                                             const RealismTerms& terms, const std::stop_token& stop,
                                             const OnRuns& on_progress) {
  Digest key;
  key.update(std::string_view{"realism"});
  key.update(std::string_view{terms.data_key});
  std::vector<RealismPart> parts;
  parts.reserve(backtest::realism_runs());
  const bool is_complete = spread_kept<RunForm>(
      {.items = backtest::realism_runs(), .chunk = 1, .threads = terms.threads},
      {.checkpoint = terms.checkpoint, .key = key.hex()}, stop,
      [&](const Chunk& chunk, unsigned) {
        return backtest::realism_part(spec, feeds, chunk.first);
      },
      [&](const Chunk& chunk, RealismPart&& part, bool was_kept) {
        parts.push_back(std::move(part));
        if (on_progress && !was_kept) on_progress(chunk.last);
      });
  if (!is_complete) return std::nullopt;
  return backtest::realism_of(spec, std::move(parts));
}

}  // namespace tw::lab
