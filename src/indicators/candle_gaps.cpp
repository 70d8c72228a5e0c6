#include "indicators/candle_families.hpp"

namespace tw::indicators {
namespace {

using enum CandleSetting;
using Candles = CandleWindow;

int two_crows(const Candles& c) {
  const bool gaps = is_black(c[1]) && body_gaps_up(c[1], c[2]);
  const bool falls_back =
      is_black(c[0]) && inside_body(c[0].open, c[1]) && inside_body(c[0].close, c[2]);
  return hit_if(is_white(c[2]) && c.is_long(2) && gaps && falls_back, kBearish);
}

int upside_gap_two_crows(const Candles& c) {
  const bool gaps = is_black(c[1]) && c.is_not_tall(1) && body_gaps_up(c[1], c[2]);
  const bool engulfs = is_black(c[0]) && body_inside(c[1], c[0]) && c[0].close > c[2].close;
  return hit_if(is_white(c[2]) && c.is_long(2) && gaps && engulfs, kBearish);
}

/// Returns whether the third candle closes well into the first one's body, against its colour.
bool closes_into_first(const Candles& c) {
  const double depth = body(c[2]) * kPenetration;
  if (is_white(c[2])) return is_black(c[0]) && c[0].close < c[2].close - depth;
  return is_white(c[0]) && c[0].close > c[2].close + depth;
}

int abandoned_baby(const Candles& c) {
  const bool stands_alone = is_white(c[2]) ? gaps_up(c[1], c[2]) && gaps_down(c[0], c[1])
                                           : gaps_down(c[1], c[2]) && gaps_up(c[0], c[1]);
  const bool sizes = c.is_long(2) && c.is_doji(1) && c.is_not_short(0);
  return hit_if(sizes && stands_alone && closes_into_first(c), colour(c[0]));
}

/// Returns whether a star stands off a long white candle and is sold back into it.
bool evening(const Candles& c) {
  return is_white(c[2]) && c.is_long(2) && body_gaps_up(c[1], c[2]) && c.is_not_short(0) &&
         closes_into_first(c);
}
bool morning(const Candles& c) {
  return is_black(c[2]) && c.is_long(2) && body_gaps_down(c[1], c[2]) && c.is_not_short(0) &&
         closes_into_first(c);
}

int evening_doji_star(const Candles& c) { return hit_if(evening(c) && c.is_doji(1), kBearish); }
int evening_star(const Candles& c) { return hit_if(evening(c) && c.is_not_tall(1), kBearish); }
int morning_doji_star(const Candles& c) { return hit_if(morning(c) && c.is_doji(1), kBullish); }
int morning_star(const Candles& c) { return hit_if(morning(c) && c.is_not_tall(1), kBullish); }

int tri_star(const Candles& c) {
  const double limit = c.measure(BodyDoji, 2);  // All three by the measure of the first.
  if (body(c[2]) > limit || body(c[1]) > limit || body(c[0]) > limit) return 0;
  if (body_gaps_up(c[1], c[2]) && body_top(c[0]) < body_top(c[1])) return -100;
  return hit_if(body_gaps_down(c[1], c[2]) && body_bottom(c[0]) > body_bottom(c[1]), kBullish);
}

int gap_side_by_side_white(const Candles& c) {
  const bool up = body_gaps_up(c[1], c[2]) && body_gaps_up(c[0], c[2]);
  const bool down = body_gaps_down(c[1], c[2]) && body_gaps_down(c[0], c[2]);
  const bool alike = is_white(c[1]) && is_white(c[0]) &&
                     is_within(body(c[0]), body(c[1]), c.near(1)) &&
                     is_within(c[0].open, c[1].open, c.equal(1));
  return hit_if((up || down) && alike, up ? kBullish : kBearish);
}

int tasuki_gap(const Candles& c) {
  const bool turns_inside = colour(c[0]) == -colour(c[1]) && inside_body(c[0].open, c[1]) &&
                            std::fabs(body(c[1]) - body(c[0])) < c.near(1);
  const bool keeps_the_gap =
      is_white(c[1])
          ? body_gaps_up(c[1], c[2]) && c[0].close < c[1].open && c[0].close > body_top(c[2])
          : body_gaps_down(c[1], c[2]) && c[0].close > c[1].open && c[0].close < body_bottom(c[2]);
  return hit_if(turns_inside && keeps_the_gap, colour(c[1]));
}

int gap_three_methods(const Candles& c) {
  const bool colours = colour(c[2]) == colour(c[1]) && colour(c[1]) == -colour(c[0]);
  const bool gaps_on = is_white(c[2]) ? body_gaps_up(c[1], c[2]) : body_gaps_down(c[1], c[2]);
  const bool fills_the_gap = inside_body(c[0].open, c[1]) && inside_body(c[0].close, c[2]);
  return hit_if(colours && gaps_on && fills_the_gap, colour(c[2]));
}

constexpr CandleNeeds kDojiStar = {{{BodyLong, 2}, {BodyDoji, 1}, {BodyShort, 0}}};
constexpr CandleNeeds kStar = {{{BodyLong, 2}, {BodyShort, 1}, {BodyShort, 0}}};

constexpr CandleRule kRulesOfGaps[] = {
    {"CDL2CROWS",
     12,
     {{{BodyLong, 2}}},
     two_crows,
     "Two crows: black gaps up from a long white candle, black closes back in it; bearish"},
    {"CDLABANDONEDBABY", 12, kDojiStar, abandoned_baby,
     "Abandoned baby: a doji with a gap on either side at a turn; the sign of the third"},
    {"CDLEVENINGDOJISTAR", 12, kDojiStar, evening_doji_star,
     "Evening doji star: long white, a doji gapping up, black closing well into it; bearish"},
    {"CDLEVENINGSTAR", 12, kStar, evening_star,
     "Evening star: long white, a short body gapping up, black closing well into it; bearish"},
    {"CDLGAPSIDESIDEWHITE",
     7,
     {{{Near, 1}, {Equal, 1}}},
     gap_side_by_side_white,
     "Gap side-by-side white: two like white candles beyond a gap; bullish above, bearish below"},
    {"CDLMORNINGDOJISTAR", 12, kDojiStar, morning_doji_star,
     "Morning doji star: long black, a doji gapping down, white closing well into it; bullish"},
    {"CDLMORNINGSTAR", 12, kStar, morning_star,
     "Morning star: long black, a short body gapping down, white closing well into it; bullish"},
    {"CDLTASUKIGAP",
     7,
     {{{Near, 1}}},
     tasuki_gap,
     "Tasuki gap: a gap in the trend that the next candle does not close; the sign of the gap"},
    {"CDLTRISTAR",
     12,
     {{{BodyDoji, 2}}},
     tri_star,
     "Tri-star: three doji, the middle one gapping; bullish below, bearish above"},
    {"CDLUPSIDEGAP2CROWS",
     12,
     {{{BodyLong, 2}, {BodyShort, 1}}},
     upside_gap_two_crows,
     "Upside gap two crows: two black candles above a long white one, the second larger; bearish"},
    {"CDLXSIDEGAP3METHODS",
     2,
     {},
     gap_three_methods,
     "Gap three methods: a gap in the trend that the next candle fills; the sign of the trend"},
};

}  // namespace

std::span<const CandleRule> rules_of_three_candles_with_a_gap() { return kRulesOfGaps; }

}  // namespace tw::indicators
