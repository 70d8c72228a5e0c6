#include "workloads/vendor_json.hpp"

#include <algorithm>
#include <ctime>
#include <simdjson.h>
#include <utility>

#include "heap/heap.hpp"

namespace tw::workloads {
namespace {

namespace ondemand = simdjson::ondemand;

/// Seconds that this thread has had a core: other load moves them far less than a wall clock.
double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// Adds up what stands in a text, value by value.
class BareWalk {
 public:
  BareWalk(const JsonVendor& vendor, JsonPass& pass) : vendor_{vendor}, pass_{pass} {}

  /// Adds one value and all that is below it; false where the text is no JSON.
  bool add(ondemand::value value, bool is_close) {
    ondemand::json_type type{};
    if (value.type().get(type)) return false;
    switch (type) {
      case ondemand::json_type::object:
        return add_members(value);
      case ondemand::json_type::array:
        return add_items(value, is_close);
      case ondemand::json_type::number: {
        double number = 0.0;
        if (value.get_double().get(number)) return false;
        return add_number(number, is_close);
      }
      case ondemand::json_type::string:
        return add_text(value, is_close);
      default:
        return true;
    }
  }

 private:
  bool add_members(ondemand::value value) {
    ondemand::object object;
    if (value.get_object().get(object)) return false;
    for (auto result : object) {
      ondemand::field field;
      if (std::move(result).get(field)) return false;
      std::string_view key;
      if (field.unescaped_key().get(key)) return false;
      if (!add(field.value(), key == vendor_.close)) return false;
    }
    return true;
  }

  bool add_items(ondemand::value value, bool is_close) {
    ondemand::array array;
    if (value.get_array().get(array)) return false;
    for (auto result : array) {
      ondemand::value item;
      if (std::move(result).get(item) || !add(item, is_close)) return false;
    }
    return true;
  }

  bool add_text(ondemand::value value, bool is_close) {
    double number = 0.0;
    if (vendor_.has_quoted_numbers && !value.get_double_in_string().get(number)) {
      return add_number(number, is_close);
    }
    std::string_view text;
    return !value.get_string().get(text);
  }

  bool add_number(double number, bool is_close) {
    pass_.numbers += 1;
    if (!is_close) return true;
    pass_.bars += 1;
    pass_.sum += number;
    return true;
  }

  const JsonVendor& vendor_;
  JsonPass& pass_;
};

bool is_bar(const vendor::HistoryRow& row, const BarTable& bars, std::size_t i) {
  return row.label.unix_ns == bars.start[i] && row.open.raw() == bars.open[i] &&
         row.high.raw() == bars.high[i] && row.low.raw() == bars.low[i] &&
         row.close.raw() == bars.close[i] && row.volume.raw() == bars.volume[i];
}

/// Some vendors send the newest first, page by page.
bool is_as_sent(vendor::History& history, const BarTable& bars) {
  std::ranges::sort(history.rows, {}, &vendor::HistoryRow::label);
  bool is_same = history.rows.size() == bars.size();
  for (std::size_t i = 0; is_same && i < bars.size(); ++i) {
    is_same = is_bar(history.rows[i], bars, i);
  }
  return is_same;
}

}  // namespace

JsonPass parse_json(const JsonVendor& vendor, const Pages& pages, const BarTable& bars) {
  const vendor::HistoryRequest request = minutes_of_w1();
  JsonPass pass;
  const std::uint64_t allocations = heap::allocation_count();
  const double start = cpu_seconds();
  vendor::History history;
  history.symbol = request.symbol;
  history.timeframe = request.timeframe;
  for (const vendor::HttpResponse& page : pages) {
    if (!vendor.read(page, history)) return pass;
  }
  pass.cpu_seconds = cpu_seconds() - start;
  pass.allocations = heap::allocation_count() - allocations;
  pass.bars = history.rows.size() + history.nulls_skipped;
  pass.nulls = history.nulls_skipped;
  for (const vendor::HistoryRow& row : history.rows) pass.sum += row.close.as_double();
  pass.is_as_sent = is_as_sent(history, bars);
  return pass;
}

JsonPass bare_json(const JsonVendor& vendor, const Pages& pages) {
  JsonPass pass;
  const std::uint64_t allocations = heap::allocation_count();
  const double start = cpu_seconds();
  BareWalk walk{vendor, pass};
  for (const vendor::HttpResponse& page : pages) {
    const simdjson::padded_string padded{page.body};
    ondemand::parser parser;
    ondemand::document document;
    ondemand::value root;
    if (parser.iterate(padded).get(document) || document.get_value().get(root) ||
        !walk.add(root, false)) {
      return {};
    }
  }
  pass.cpu_seconds = cpu_seconds() - start;
  pass.allocations = heap::allocation_count() - allocations;
  return pass;
}

std::uint64_t bytes_of(const Pages& pages) {
  std::uint64_t bytes = 0;
  for (const vendor::HttpResponse& page : pages) bytes += page.body.size();
  return bytes;
}

}  // namespace tw::workloads
