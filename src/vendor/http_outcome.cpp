#include "vendor/http_outcome.hpp"

#include <charconv>
#include <utility>

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

}  // namespace

Refusal refused(Outcome outcome, std::string what, std::optional<Duration> retry_after) {
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

std::optional<Duration> retry_after(const HttpResponse& response) {
  constexpr std::int64_t kDayS = 86'400;
  const auto text = response.header("retry-after");
  if (!text) return std::nullopt;
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), seconds);
  const bool is_whole = error == std::errc{} && end == text->data() + text->size();
  if (!is_whole || seconds < 0 || seconds > kDayS) return std::nullopt;
  return Duration::seconds(seconds);
}

bool is_html(const HttpResponse& response) {
  const std::size_t first = response.body.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return first != std::string::npos && response.body[first] == '<';
}

}  // namespace tw::vendor
