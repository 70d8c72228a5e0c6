#include "vendor/http_outcome.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "core/date.hpp"

namespace tw::vendor {
namespace {

Outcome outcome_of(int status) {
  switch (status) {
    case 400:
    case 422:
      return Outcome::BadRequest;
    case 401:
      return Outcome::Auth;
    case 402:
      return Outcome::Quota;
    case 403:
    case 451:
      return Outcome::Entitlement;
    case 404:
      return Outcome::SymbolNotFound;
    case 410:
      return Outcome::Retired;
    case 429:
      return Outcome::Throttle;
    default:
      return Outcome::Transient;
  }
}

/// Returns the number in `text` at [at, at + size), or -1.
int digits_at(std::string_view text, std::size_t at, std::size_t size) {
  int value = 0;
  for (const char c : text.substr(at, size)) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

Refusal refused(Outcome outcome, std::string what, std::optional<Duration> retry_after) {
  if (what.empty()) what = to_string(outcome);
  return {.outcome = outcome,
          .what = std::move(what),
          .retry_after = retry_after,
          .is_malformed = false};
}

std::optional<Refusal> http_refusal(const HttpResponse& response, std::string_view words) {
  if (response.status >= 200 && response.status < 300) return std::nullopt;
  std::string what = "HTTP " + std::to_string(response.status);
  if (!words.empty()) {
    what += ": ";
    what += words;
  }
  return refused(outcome_of(response.status), std::move(what), retry_after(response));
}

std::optional<std::int64_t> header_number(const HttpResponse& response, std::string_view name) {
  const auto text = response.header(name);
  if (!text) return std::nullopt;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  const bool is_whole = error == std::errc{} && end == text->data() + text->size();
  if (!is_whole || number < 0) return std::nullopt;
  return number;
}

std::optional<Duration> retry_after(const HttpResponse& response) {
  constexpr std::int64_t kDayS = 86'400;
  const auto seconds = header_number(response, "retry-after");
  if (!seconds || *seconds > kDayS) return std::nullopt;
  return Duration::seconds(*seconds);
}

std::optional<Timestamp> answered_at(const HttpResponse& response) {
  // "Wed, 21 Oct 2026 07:28:00 GMT" and no other form. Source: RFC 9110, 5.6.7.
  constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto text = response.header("date");
  if (!text || text->size() != 29 || !text->ends_with(" GMT")) return std::nullopt;
  const auto* const month = std::ranges::find(kMonths, text->substr(8, 3));
  if (month == kMonths.end()) return std::nullopt;
  const auto date =
      Date::from_civil(digits_at(*text, 12, 4), static_cast<int>(month - kMonths.begin()) + 1,
                       digits_at(*text, 5, 2));
  const int hour = digits_at(*text, 17, 2);
  const int minute = digits_at(*text, 20, 2);
  const int second = digits_at(*text, 23, 2);
  const bool is_time = hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0;
  if (!date || !is_time) return std::nullopt;
  return date->midnight() + Duration::seconds(hour * 3600 + minute * 60 + second);
}

Duration until_next(const HttpResponse& response, Duration window) {
  const auto now = answered_at(response);
  if (!now) return window;
  return {window.ns - now->unix_ns % window.ns};
}

Duration until_reset(const HttpResponse& response, std::string_view header) {
  constexpr std::int64_t kLatestS = 9'000'000'000;  // Beyond the years that a Timestamp holds.
  const auto reset_s = header_number(response, header);
  const auto now = answered_at(response);
  if (reset_s && now && *reset_s < kLatestS) {
    const Duration wait = Timestamp::from_seconds(*reset_s) - *now;
    if (wait.ns >= 0 && wait <= Duration::days(1)) return wait;
  }
  return until_next(response, Duration::minutes(1));
}

bool is_html(const HttpResponse& response) {
  const std::size_t first = response.body.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return first != std::string::npos && response.body[first] == '<';
}

}  // namespace tw::vendor
