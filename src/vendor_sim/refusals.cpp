#include "vendor_sim/refusals.hpp"

#include <array>
#include <string>

#include "vendor_sim/question.hpp"

namespace tw::vendor_sim {
namespace {

/// One refusal of one vendor. A body that starts with '{' is JSON.
struct Words {
  std::string_view vendor;
  Fault fault;
  int status;
  std::string_view body;
};

constexpr std::string_view kTooMany =
    R"({"status":"ERROR","request_id":"tradewind-sim","error":"You've exceeded the maximum requests per minute, please wait."})";

constexpr std::array<Words, 36> kWords{{
    {"yahoo", Fault::RateLimit, 429, "Too Many Requests\r\n"},
    {"yahoo", Fault::ErrorInOk, 200,
     R"({"finance":{"result":null,"error":{"code":"Not Found","description":"No data found, symbol may be delisted"}}})"},
    {"yahoo", Fault::Unauthorized, 401,
     R"({"finance":{"result":null,"error":{"code":"Unauthorized","description":"Invalid Crumb"}}})"},
    {"yahoo", Fault::Forbidden, 403, "<html><body>Forbidden</body></html>"},
    {"alphavantage", Fault::RateLimit, 200,
     R"({"Information":"Please spread out your requests: 1 request per second on this plan."})"},
    {"alphavantage", Fault::ErrorInOk, 200,
     R"({"Information":"The standard rate limit is 25 requests per day. See the premium plans to remove all daily rate limits."})"},
    {"alphavantage", Fault::Unauthorized, 200,
     R"({"Error Message":"the parameter apikey is invalid or missing: claim a key"})"},
    {"alphavantage", Fault::Forbidden, 200,
     R"({"Information":"This is a premium endpoint: subscribe to a premium plan to unlock it."})"},
    {"polygon", Fault::RateLimit, 429, kTooMany},
    {"polygon", Fault::ErrorInOk, 200, kTooMany},
    {"polygon", Fault::Unauthorized, 401,
     R"({"status":"ERROR","request_id":"tradewind-sim","error":"Unknown API Key"})"},
    {"polygon", Fault::Forbidden, 403,
     R"({"status":"NOT_AUTHORIZED","request_id":"tradewind-sim","message":"You are not entitled to this data. Please upgrade your plan."})"},
    {"twelvedata", Fault::RateLimit, 429,
     R"({"code":429,"message":"You have run out of API credits for the current minute.","status":"error"})"},
    {"twelvedata", Fault::ErrorInOk, 200,
     R"({"code":429,"message":"You have run out of API credits for the current minute.","status":"error"})"},
    {"twelvedata", Fault::Unauthorized, 401,
     R"({"code":401,"message":"**apikey** parameter is incorrect or not specified.","status":"error"})"},
    {"twelvedata", Fault::Forbidden, 403,
     R"({"code":403,"message":"This is available starting with the Grow plan.","status":"error"})"},
    {"finnhub", Fault::RateLimit, 429, R"({"error":"API limit reached. Please try again later."})"},
    {"finnhub", Fault::ErrorInOk, 200, R"({"error":"API limit reached. Please try again later."})"},
    {"finnhub", Fault::Unauthorized, 401, R"({"error":"Invalid API key"})"},
    {"finnhub", Fault::Forbidden, 403, R"({"error":"You don't have access to this resource."})"},
    {"alpaca", Fault::RateLimit, 429, R"({"message":"too many requests."})"},
    {"alpaca", Fault::ErrorInOk, 200, R"({"message":"internal server error occurred"})"},
    {"alpaca", Fault::Unauthorized, 401, R"({"message":"unauthorized."})"},
    {"alpaca", Fault::Forbidden, 403,
     R"({"message":"subscription does not permit querying recent SIP data"})"},
    {"tiingo", Fault::RateLimit, 429,
     R"({"detail":"Error: You have run over your hourly request allocation."})"},
    {"tiingo", Fault::ErrorInOk, 200,
     R"({"detail":"Error: You have run over your hourly request allocation."})"},
    {"tiingo", Fault::Unauthorized, 401, R"({"detail":"Invalid token."})"},
    {"tiingo", Fault::Forbidden, 403,
     R"({"detail":"You do not have permission to access this API"})"},
    {"stooq", Fault::RateLimit, 200, "Exceeded the daily hits limit"},
    {"stooq", Fault::ErrorInOk, 200, "Exceeded the daily hits limit"},
    {"stooq", Fault::Unauthorized, 200,
     "<html><body>A key is needed for this download.</body></html>"},
    {"stooq", Fault::Forbidden, 403, "<html><body>Forbidden</body></html>"},
    {"iex", Fault::RateLimit, 429, "Too many requests"},
    {"iex", Fault::ErrorInOk, 200, R"({"error":"internal"})"},
    {"iex", Fault::Unauthorized, 403, "The API key provided is not valid."},
    {"iex", Fault::Forbidden, 451, "A licence is needed for this data."},
}};

constexpr std::string_view kPage =
    "<!DOCTYPE html><html><head><title>Will be right back</title></head>"
    "<body>The service is not available.</body></html>";

std::string_view type_of(std::string_view body) {
  if (body.starts_with('{')) return "application/json";
  return body.starts_with('<') ? "text/html" : "text/plain; charset=utf-8";
}

}  // namespace

std::optional<net::HttpResponse> refusal_of(std::string_view vendor, Fault fault) {
  if (fault == Fault::Html) return text_response(std::string{kPage}, 200, "text/html");
  if (fault == Fault::ServerError) return text_response(std::string{kPage}, 500, "text/html");
  if (fault == Fault::Unavailable) return text_response(std::string{kPage}, 503, "text/html");
  const bool says_when = fault == Fault::RateLimitWithWait;
  const Fault wanted = says_when ? Fault::RateLimit : fault;
  for (const Words& words : kWords) {
    if (words.vendor != vendor || words.fault != wanted) continue;
    auto response = text_response(std::string{words.body}, words.status, type_of(words.body));
    if (says_when) response.headers.emplace_back("Retry-After", "1");
    return response;
  }
  return std::nullopt;
}

}  // namespace tw::vendor_sim
