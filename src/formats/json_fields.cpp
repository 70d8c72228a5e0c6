#include "formats/json_fields.hpp"

#include <charconv>
#include <cmath>
#include <system_error>

#include "core/decimal.hpp"
#include "formats/csv_layout.hpp"
#include "formats/csv_number.hpp"
#include "formats/csv_stamp.hpp"

namespace tw::formats {
namespace {

using Kind = JsonNode::Kind;

/// Returns true for what says that nothing is known.
bool says_nothing(JsonNode node) {
  if (!node.is(Kind::Text)) return !node.has_value();
  const std::string_view token = node.token();
  const bool is_number = !token.empty() && token.front() >= '0' && token.front() <= '9';
  return !is_number && is_missing(token);
}

bool may_be_number(JsonNode node) { return node.is(Kind::Number) || node.is(Kind::Text); }

}  // namespace

void JsonFields::fault(std::string what) {
  if (what_.empty()) what_ = std::move(what);
}

void JsonFields::miss(std::string_view field) {
  if (what_.empty()) what_ = "'" + std::string{field} + "' is missing";
}

void JsonFields::refuse(JsonNode node, std::string_view why) {
  if (!what_.empty()) return;
  const std::string name = node.name().empty() ? "a value" : "'" + on_one_line(node.name()) + "'";
  const std::string_view token = node.token();
  const std::string shown =
      token.empty() ? "another kind of value" : "'" + on_one_line(token) + "'";
  what_ = name + " is " + shown + ", which is " + std::string{why};
}

std::optional<std::int64_t> JsonFields::decimal(JsonNode node, std::int64_t scale) {
  if (!node.is(Kind::Number)) {  // Nearly all are.
    if (says_nothing(node)) return std::nullopt;
    if (!node.is(Kind::Text)) {
      refuse(node, describe(DecimalError::NotANumber));
      return std::nullopt;
    }
  }
  const std::string_view token = node.token();
  std::int64_t raw = 0;
  std::uint32_t rounded = 0;
  // Nearly all tokens are plain digits with a point.
  const bool is_plain = scale == Price::kScale    ? scan_field<8>(token, raw, rounded)
                        : scale == Volume::kScale ? scan_field<4>(token, raw, rounded)
                                                  : false;
  if (is_plain) {
    rounded_ += rounded;
    return raw;
  }
  const auto parsed = parse_decimal(token, scale);
  if (!parsed) {
    refuse(node, describe(parsed.error()));
    return std::nullopt;
  }
  if (parsed->is_rounded) rounded_ += 1;
  return parsed->raw;
}

std::optional<double> JsonFields::number(JsonNode node) {
  if (says_nothing(node)) return std::nullopt;
  const std::string_view token = node.token();
  double value = 0.0;
  const char* const begin = token.data();
  const char* const end = begin + token.size();
  const auto [stop, error] = std::from_chars(begin, end, value);
  if (!may_be_number(node) || error != std::errc{} || stop != end || !std::isfinite(value)) {
    refuse(node, describe(DecimalError::NotANumber));
    return std::nullopt;
  }
  return value;
}

std::optional<std::int64_t> JsonFields::integer(JsonNode node) {
  if (says_nothing(node)) return std::nullopt;
  const auto parsed = may_be_number(node) ? parse_decimal(node.token(), 1)
                                          : std::unexpected{DecimalError::NotANumber};
  if (!parsed) {
    refuse(node, describe(parsed.error()));
    return std::nullopt;
  }
  if (parsed->is_rounded) {
    refuse(node, "not a whole number");
    return std::nullopt;
  }
  return parsed->raw;
}

std::optional<bool> JsonFields::flag(JsonNode node) {
  if (!node.has_value()) return std::nullopt;
  if (!node.is(Kind::True) && !node.is(Kind::False)) {
    refuse(node, "neither true nor false");
    return std::nullopt;
  }
  return node.is(Kind::True);
}

std::optional<std::string> JsonFields::text(JsonNode node) {
  std::string room;
  const auto found = text(node, room);
  if (!found) return std::nullopt;
  return std::string{*found};
}

std::optional<std::string_view> JsonFields::text(JsonNode node, std::string& room) {
  if (!node.has_value()) return std::nullopt;
  if (!node.is(Kind::Text)) {
    refuse(node, "not a text");
    return std::nullopt;
  }
  if (node.token().empty()) return std::nullopt;
  return node.text(room);
}

std::optional<Timestamp> JsonFields::unix_time(JsonNode node, UnixUnit unit) {
  // As far as other stamps reach, so that a zone's offset or a bar's span leads nowhere out.
  constexpr Timestamp kFirst = Date::from_civil(1700, 1, 1)->midnight();
  constexpr Timestamp kLast = Date::from_civil(2200, 12, 31)->midnight();
  const auto unit_ns = static_cast<std::int64_t>(unit);
  if (says_nothing(node)) return std::nullopt;
  const std::string_view token = node.token();
  Timestamp at;
  const char* const begin = token.data();
  const char* const end = begin + token.size();
  const auto [stop, error] = std::from_chars(begin, end, at.unix_ns);
  const bool is_whole = may_be_number(node) && error == std::errc{} && stop == end &&
                        !__builtin_mul_overflow(at.unix_ns, unit_ns, &at.unix_ns);
  if (!is_whole) {
    const auto parsed = may_be_number(node) ? parse_decimal(token, unit_ns)
                                            : std::unexpected{DecimalError::NotANumber};
    if (!parsed && parsed.error() != DecimalError::OutOfRange) {
      refuse(node, describe(parsed.error()));
      return std::nullopt;
    }
    at = parsed ? Timestamp{parsed->raw} : kLast + Duration{1};
  }
  if (at < kFirst || at > kLast) {
    refuse(node, "no time of 1700 to 2200");
    return std::nullopt;
  }
  return at;
}

std::optional<Timestamp> JsonFields::moment(JsonNode node) {
  if (says_nothing(node)) return std::nullopt;
  const auto stamp =
      node.is(Kind::Text) ? parse_stamp(node.token(), DateOrder::Unknown) : std::nullopt;
  if (!stamp || stamp->is_unix) {
    refuse(node, "no ISO 8601 time");
    return std::nullopt;
  }
  if (stamp->has_time && !stamp->offset_seconds) {
    refuse(node, "a time without its offset from UTC");
    return std::nullopt;
  }
  return Timestamp{stamp->wall_ns} - Duration::seconds(stamp->offset_seconds.value_or(0));
}

std::optional<Date> JsonFields::date(JsonNode node) {
  if (says_nothing(node)) return std::nullopt;
  const auto stamp =
      node.is(Kind::Text) ? parse_stamp(node.token(), DateOrder::Unknown) : std::nullopt;
  if (!stamp || stamp->is_unix) {
    refuse(node, "no date");
    return std::nullopt;
  }
  return Date::of({stamp->wall_ns});
}

}  // namespace tw::formats
