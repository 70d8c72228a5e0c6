#include "ingest/fetch_plan.hpp"

#include <algorithm>

#include "ingest/placed_history.hpp"

namespace tw::ingest {
namespace {

using store::Stretch;

constexpr Duration kIntradaySpan = Duration::days(30);
constexpr Timestamp kEnd{INT64_MAX};

/// Returns the row of the first label at `at` or later.
std::size_t first_row(const BarSeries& bars, Timestamp at) {
  std::size_t low = 0;
  std::size_t high = bars.size();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    (label_of(bars, middle) < at ? low : high) = label_of(bars, middle) < at ? middle + 1 : middle;
  }
  return low;
}

Stretch with_overlap(Stretch part, const BarSeries& stored) {
  const std::size_t before = first_row(stored, part.from);
  if (before > 0) {
    part.from = label_of(stored, before - std::min(before, kOverlapBars));
    return part;
  }
  const std::size_t after = first_row(stored, part.until);
  if (after < stored.size()) {
    const std::size_t last = std::min(after + kOverlapBars, stored.size()) - 1;
    part.until = next_label(label_of(stored, last), stored.timeframe);
  }
  return part;
}

}  // namespace

Duration question_span(const vendor::VendorFacts& facts, Timeframe timeframe) {
  const vendor::HistoryLimit* const limit = vendor::limit_of(facts, timeframe);
  if (limit != nullptr && limit->span_max.ns > 0) return limit->span_max;
  return timeframe.is_intraday() ? kIntradaySpan : Duration{INT64_MAX};
}

std::vector<Stretch> questions_of(Stretch stretch, Duration span) {
  std::vector<Stretch> questions;
  while (!stretch.empty()) {
    Timestamp until = stretch.until;
    if (until - stretch.from > span) {
      const Timestamp cut = stretch.from + span;
      const Timestamp midnight = Date::of(cut).midnight();
      until = midnight > stretch.from ? midnight : cut;
    }
    questions.push_back({stretch.from, until});
    stretch.from = until;
  }
  return questions;
}

std::vector<Stretch> missing_parts(Stretch wanted, const BarSeries& stored,
                                   const store::Coverage& asked) {
  std::vector<Stretch> parts = asked.missing_in(wanted);
  for (Stretch& part : parts) part = with_overlap(part, stored);
  return parts;
}

std::vector<Stretch> gaps_of(Stretch wanted, const BarSeries& stored,
                             const SessionCalendar& calendar, const store::Provenance& provenance) {
  std::vector<Stretch> gaps;
  if (!stored.timeframe.is_intraday() && stored.timeframe != kDaily) return gaps;
  for (std::size_t i = 1; i < stored.size(); ++i) {
    const Date before{stored.session[i - 1]};
    const Date here{stored.session[i]};
    if (here <= before + 1) continue;
    for (Session missing = calendar.next_session(before); missing.date < here;
         missing = calendar.next_session(missing.date)) {
      const Stretch gap = stored.timeframe.is_intraday()
                              ? Stretch{missing.open, missing.close}
                              : Stretch{missing.date.midnight(), (missing.date + 1).midnight()};
      const bool is_wanted = wanted.from <= gap.from && gap.until <= wanted.until;
      if (is_wanted && !provenance.confirmed_empty.covers(gap)) gaps.push_back(gap);
    }
  }
  return gaps;
}

std::vector<Stretch> gap_questions(const std::vector<Stretch>& gaps, Duration span) {
  std::vector<Stretch> questions;
  Timestamp until{INT64_MIN};
  for (const Stretch& gap : gaps) {
    const bool fits = !questions.empty() && gap.until <= until;
    if (fits) {
      questions.back().until = gap.until;
      continue;
    }
    questions.push_back(gap);
    until = span.ns > kEnd.unix_ns - std::max<std::int64_t>(gap.from.unix_ns, 0) ? kEnd
                                                                                 : gap.from + span;
  }
  return questions;
}

}  // namespace tw::ingest
