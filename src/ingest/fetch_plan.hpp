#pragma once

#include <vector>

#include "market/bar_series.hpp"
#include "market/session_calendar.hpp"
#include "store/coverage.hpp"
#include "store/provenance.hpp"
#include "vendor/vendor.hpp"

namespace tw::ingest {

/// Bars that are asked for again next to stored ones, to tell whether their scale is still the
/// same.
inline constexpr std::size_t kOverlapBars = 5;

/// Returns what one question of `facts` may span: the vendor's own bound, else 30 days of intraday
/// bars and all of longer ones.
Duration question_span(const vendor::VendorFacts& facts, Timeframe timeframe);

/// Cuts `stretch` into questions of at most `span`, at midnights UTC.
std::vector<store::Stretch> questions_of(store::Stretch stretch, Duration span);

/// Returns what of `wanted` was not answered yet, each part with `kOverlapBars` stored bars beside
/// it where there are some.
std::vector<store::Stretch> missing_parts(store::Stretch wanted, const BarSeries& stored,
                                          const store::Coverage& asked);

/// Returns the labels of sessions in `wanted`, between the first and the last stored bar, that have
/// no bar and were not confirmed to have none. Bars of a week or longer have no such gaps.
std::vector<store::Stretch> gaps_of(store::Stretch wanted, const BarSeries& stored,
                                    const SessionCalendar& calendar,
                                    const store::Provenance& provenance);

/// Joins gaps into questions of at most `span`, in order.
std::vector<store::Stretch> gap_questions(const std::vector<store::Stretch>& gaps, Duration span);

}  // namespace tw::ingest
