#include "indicators/candle_families.hpp"

namespace tw::indicators {
namespace {

using enum CandleSetting;
using Candles = CandleWindow;

/// Returns whether the second candle has the other colour than the first.
bool turns(const Candles& c) { return colour(c[0]) == -colour(c[1]); }

int counterattack(const Candles& c) {
  const bool holds =
      turns(c) && c.is_long(1) && c.is_long(0) && is_within(c[0].close, c[1].close, c.equal(1));
  return hit_if(holds, colour(c[0]));
}

int dark_cloud_cover(const Candles& c) {
  const bool opens_above = is_black(c[0]) && c[0].open > c[1].high;
  const bool closes_deep =
      c[0].close > c[1].open && c[0].close < c[1].close - body(c[1]) * kDeepPenetration;
  return hit_if(is_white(c[1]) && c.is_long(1) && opens_above && closes_deep, kBearish);
}

int doji_star(const Candles& c) {
  const bool gaps_on = is_white(c[1]) ? body_gaps_up(c[0], c[1]) : body_gaps_down(c[0], c[1]);
  return hit_if(c.is_long(1) && c.is_doji(0) && gaps_on, -colour(c[1]));
}

int engulfing(const Candles& c) {
  const bool covers_top = body_top(c[0]) >= body_top(c[1]);
  const bool covers_bottom = body_bottom(c[0]) <= body_bottom(c[1]);
  const bool passes_top = body_top(c[0]) > body_top(c[1]);
  const bool passes_bottom = body_bottom(c[0]) < body_bottom(c[1]);
  if (!turns(c) || !covers_top || !covers_bottom || !(passes_top || passes_bottom)) return 0;
  return colour(c[0]) * (passes_top && passes_bottom ? 100 : 80);
}

/// Returns the harami's answer once the sizes fit: 100 inside the first body, 80 touching an end.
int inside_of_first(const Candles& c) {
  if (body_inside(c[0], c[1])) return -colour(c[1]) * 100;
  const bool touches = body_top(c[0]) <= body_top(c[1]) && body_bottom(c[0]) >= body_bottom(c[1]);
  return touches ? -colour(c[1]) * 80 : 0;
}

int harami(const Candles& c) { return c.is_long(1) && c.is_not_tall(0) ? inside_of_first(c) : 0; }

int harami_cross(const Candles& c) { return c.is_long(1) && c.is_doji(0) ? inside_of_first(c) : 0; }

int homing_pigeon(const Candles& c) {
  const bool are_black = is_black(c[1]) && is_black(c[0]);
  const bool holds = are_black && c.is_long(1) && c.is_not_tall(0) && body_inside(c[0], c[1]);
  return hit_if(holds, kBullish);
}

/// Returns whether the candle is a short body at the top of a long lower shadow.
bool is_hammer(const Candles& c) {
  return c.is_short(0) && c.has_long_lower_shadow(0) && c.lacks_upper_shadow(0);
}
bool is_hammer_on_its_head(const Candles& c) {
  return c.is_short(0) && c.has_long_upper_shadow(0) && c.lacks_lower_shadow(0);
}

int hammer(const Candles& c) {
  return hit_if(is_hammer(c) && body_bottom(c[0]) <= c[1].low + c.near(1), kBullish);
}

int hanging_man(const Candles& c) {
  return hit_if(is_hammer(c) && body_bottom(c[0]) >= c[1].high - c.near(1), kBearish);
}

int inverted_hammer(const Candles& c) {
  return hit_if(is_hammer_on_its_head(c) && body_gaps_down(c[0], c[1]), kBullish);
}

int shooting_star(const Candles& c) {
  return hit_if(is_hammer_on_its_head(c) && body_gaps_up(c[0], c[1]), kBearish);
}

bool kicks(const Candles& c) {
  const bool are_marubozu =
      c.is_long(1) && c.lacks_shadows(1) && c.is_long(0) && c.lacks_shadows(0);
  const bool gaps_away = is_black(c[1]) ? gaps_up(c[0], c[1]) : gaps_down(c[0], c[1]);
  return turns(c) && are_marubozu && gaps_away;
}

int kicking(const Candles& c) { return hit_if(kicks(c), colour(c[0])); }

int kicking_by_length(const Candles& c) {
  const Candle& longer = body(c[0]) > body(c[1]) ? c[0] : c[1];
  return hit_if(kicks(c), colour(longer));
}

int matching_low(const Candles& c) {
  const bool are_black = is_black(c[1]) && is_black(c[0]);
  return hit_if(are_black && is_within(c[0].close, c[1].close, c.equal(1)), kBullish);
}

/// Returns whether a white candle opens below the low of a long black one.
bool opens_below_long_black(const Candles& c) {
  return is_black(c[1]) && c.is_long(1) && is_white(c[0]) && c[0].open < c[1].low;
}

int on_neck(const Candles& c) {
  const bool stops_at_the_low = is_within(c[0].close, c[1].low, c.equal(1));
  return hit_if(opens_below_long_black(c) && stops_at_the_low, kBearish);
}

int in_neck(const Candles& c) {
  const bool stops_at_the_close = c[0].close >= c[1].close && c[0].close <= c[1].close + c.equal(1);
  return hit_if(opens_below_long_black(c) && stops_at_the_close, kBearish);
}

int thrusting(const Candles& c) {
  const bool stops_below_the_middle = c[0].close > c[1].close + c.equal(1) &&
                                      c[0].close <= c[1].close + body(c[1]) * kDeepPenetration;
  return hit_if(opens_below_long_black(c) && stops_below_the_middle, kBearish);
}

int piercing(const Candles& c) {
  const bool passes_the_middle =
      c[0].close < c[1].open && c[0].close > c[1].close + body(c[1]) * kDeepPenetration;
  return hit_if(opens_below_long_black(c) && c.is_long(0) && passes_the_middle, kBullish);
}

int separating_lines(const Candles& c) {
  const bool opens_alike = is_within(c[0].open, c[1].open, c.equal(1));
  const bool runs_at_once = is_white(c[0]) ? c.lacks_lower_shadow(0) : c.lacks_upper_shadow(0);
  return hit_if(turns(c) && opens_alike && c.is_long(0) && runs_at_once, colour(c[0]));
}

constexpr CandleNeeds kHammer = {{{BodyShort, 0}, {ShadowVeryShort, 0}, {Near, 1}}};
constexpr CandleNeeds kHammerOnItsHead = {{{BodyShort, 0}, {ShadowVeryShort, 0}}};
constexpr CandleNeeds kKick = {
    {{BodyLong, 1}, {BodyLong, 0}, {ShadowVeryShort, 1}, {ShadowVeryShort, 0}}};
constexpr CandleNeeds kNeck = {{{Equal, 1}, {BodyLong, 1}}};

constexpr CandleRule kRulesOfTwoCandles[] = {
    {"CDLCOUNTERATTACK",
     11,
     {{{Equal, 1}, {BodyLong, 1}, {BodyLong, 0}}},
     counterattack,
     "Counterattack: two long bodies of other colours that close alike; the sign of the second"},
    {"CDLDARKCLOUDCOVER",
     11,
     {{{BodyLong, 1}}},
     dark_cloud_cover,
     "Dark cloud cover: a black candle opens above a long white one and closes past its middle; "
     "bearish"},
    {"CDLDOJISTAR",
     11,
     {{{BodyLong, 1}, {BodyDoji, 0}}},
     doji_star,
     "Doji star: a doji gaps on from a long body; the sign is against that body"},
    {"CDLENGULFING",
     2,
     {},
     engulfing,
     "Engulfing: a body covers the one before, of the other colour; 80 where one end is equal"},
    {"CDLHAMMER", 11, kHammer, hammer,
     "Hammer: a short body on a long lower shadow, near or below the last low; bullish"},
    {"CDLHANGINGMAN", 11, kHammer, hanging_man,
     "Hanging man: a short body on a long lower shadow, near or above the last high; bearish"},
    {"CDLHARAMI",
     11,
     {{{BodyLong, 1}, {BodyShort, 0}}},
     harami,
     "Harami: a body inside a long one, the sign against it; 80 where an end is equal"},
    {"CDLHARAMICROSS",
     11,
     {{{BodyLong, 1}, {BodyDoji, 0}}},
     harami_cross,
     "Harami cross: a doji inside a long body, the sign against it; 80 where an end is equal"},
    {"CDLHOMINGPIGEON",
     11,
     {{{BodyLong, 1}, {BodyShort, 0}}},
     homing_pigeon,
     "Homing pigeon: a black body inside a long black one; bullish"},
    {"CDLINNECK", 11, kNeck, in_neck,
     "In-neck: white opens below a long black candle and closes just into it; bearish"},
    {"CDLINVERTEDHAMMER", 11, kHammerOnItsHead, inverted_hammer,
     "Inverted hammer: a short body under a long upper shadow, gapping down; bullish"},
    {"CDLKICKING", 11, kKick, kicking,
     "Kicking: two marubozu of other colours with a gap between; the sign of the second"},
    {"CDLKICKINGBYLENGTH", 11, kKick, kicking_by_length,
     "Kicking by length: two marubozu with a gap between; the sign of the longer"},
    {"CDLMATCHINGLOW",
     6,
     {{{Equal, 1}}},
     matching_low,
     "Matching low: two black candles that close alike; bullish"},
    {"CDLONNECK", 11, kNeck, on_neck,
     "On-neck: white opens below a long black candle and closes at its low; bearish"},
    {"CDLPIERCING",
     11,
     {{{BodyLong, 1}, {BodyLong, 0}}},
     piercing,
     "Piercing: long white opens below a long black candle and closes past its middle; bullish"},
    {"CDLSEPARATINGLINES",
     11,
     {{{ShadowVeryShort, 0}, {BodyLong, 0}, {Equal, 1}}},
     separating_lines,
     "Separating lines: other colour, same open, and a long run from it; the sign of the second"},
    {"CDLSHOOTINGSTAR", 11, kHammerOnItsHead, shooting_star,
     "Shooting star: a short body under a long upper shadow, gapping up; bearish"},
    {"CDLTHRUSTING", 11, kNeck, thrusting,
     "Thrusting: white opens below a long black candle and closes below its middle; bearish"},
};

}  // namespace

std::span<const CandleRule> rules_of_two_candles() { return kRulesOfTwoCandles; }

}  // namespace tw::indicators
