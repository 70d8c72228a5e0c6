#include "vendor_sim/question.hpp"

#include <algorithm>
#include <charconv>

#include "market/us_time.hpp"
#include "net/websocket_handshake.hpp"

namespace tw::vendor_sim {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

std::vector<std::string> parts(std::string_view text, char separator) {
  std::vector<std::string> found;
  while (!text.empty()) {
    const std::size_t size = std::min(text.find(separator), text.size());
    if (size > 0) found.emplace_back(text.substr(0, size));
    text.remove_prefix(std::min(size + 1, text.size()));
  }
  return found;
}

std::string two(std::int64_t number) {
  const std::string text = std::to_string(number);
  return text.size() == 1 ? "0" + text : text;
}

std::string clock_text(std::int64_t second_of_day) {
  return two(second_of_day / 3600) + ":" + two(second_of_day / 60 % 60) + ":" +
         two(second_of_day % 60);
}

}  // namespace

std::string Question::value(std::string_view name, std::string_view otherwise) const {
  return std::string{net::value_of(query, name).value_or(otherwise)};
}

std::string_view Question::header(std::string_view name) const {
  return net::header_of(request.headers, name);
}

std::optional<std::string> Question::behind(std::string_view start) const {
  if (!path.starts_with(start)) return std::nullopt;
  return path.substr(start.size());
}

net::HttpResponse json_response(std::string body, int status) {
  return {
      .status = status, .headers = {{"Content-Type", "application/json"}}, .body = std::move(body)};
}

net::HttpResponse text_response(std::string body, int status, std::string_view type) {
  return {
      .status = status, .headers = {{"Content-Type", std::string{type}}}, .body = std::move(body)};
}

std::vector<std::string> listed(std::string_view list) { return parts(list, ','); }

std::vector<std::string> segments(std::string_view path) { return parts(path, '/'); }

std::optional<std::int64_t> whole(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<Timestamp> day_in(std::string_view text) {
  std::string spelt{text.substr(0, 10)};
  if (text.size() == 8) {
    spelt = std::string{text.substr(0, 4)} + "-" + std::string{text.substr(4, 2)} + "-" +
            std::string{text.substr(6, 2)};
  }
  const auto date = parse_date(spelt);
  if (!date) return std::nullopt;
  return date->midnight();
}

std::int64_t seconds(Timestamp at) { return at.unix_ns / kSecond; }

std::int64_t milliseconds(Timestamp at) { return at.unix_ns / 1'000'000; }

Timestamp end_of_day(Timestamp midnight) { return midnight + Duration{Duration::days(1).ns - 1}; }

Timestamp new_york_midnight(const Row& row) {
  return to_utc(WallClock::UsEastern, {.date = row.bar.session, .since_midnight = {}});
}

std::string new_york_text(Timestamp at) {
  const WallTime wall = to_wall(WallClock::UsEastern, at);
  return to_string(wall.date) + " " + clock_text(wall.since_midnight.ns / kSecond);
}

std::string utc_text(Timestamp at) {
  const Date date = Date::of(at);
  return to_string(date) + "T" + clock_text((at - date.midnight()).ns / kSecond) + ".000Z";
}

}  // namespace tw::vendor_sim
