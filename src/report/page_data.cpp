#include "report/page_data.hpp"

#include <cmath>
#include <map>

#include "report/json_writer.hpp"
#include "report/trade_text.hpp"

namespace tw::report {
namespace {

using backtest::TimeLabel;

/// Days for dates, seconds for instants.
std::int64_t time_number(const TimeLabel& label) {
  return label.is_date ? label.session.days : label.at.unix_ns / 1'000'000'000;
}

/// Six decimals are a ten-thousandth of a cent and a millionth of a return.
double rounded(double value) { return std::round(value * 1e6) / 1e6; }

void times(JsonWriter& json, const std::vector<TimeLabel>& at) {
  json.member("is_date", at.empty() || at.front().is_date);
  json.key("steps")
      .begin_array();  // The first is counted from 1970, each other from its neighbour.
  std::int64_t previous = 0;
  for (const TimeLabel& label : at) {
    const std::int64_t now = time_number(label);
    json.value(now - previous);
    previous = now;
  }
  json.end_array();
}

void curves(JsonWriter& json, const std::vector<Curve>& all) {
  json.key("curves").begin_object();
  for (const Curve& curve : all) {
    json.key(curve.key).begin_object().member("name", curve.name).key("values").begin_array();
    for (const double value : curve.values) json.value(rounded(value));
    json.end_array().end_object();
  }
  json.end_object();
}

/// Tags repeat in every trade, so a trade holds their numbers.
class Tags {
 public:
  std::size_t number_of(const std::string& tag) {
    const auto [found, is_new] = numbers_.try_emplace(tag, names_.size());
    if (is_new) names_.push_back(tag);
    return found->second;
  }
  const std::vector<std::string>& names() const { return names_; }

 private:
  std::map<std::string, std::size_t> numbers_;
  std::vector<std::string> names_;
};

void trade(JsonWriter& json, const PlacedTrade& placed, Tags& tags) {
  const backtest::TradeRow& row = *placed.row;
  json.begin_array().value(placed.symbol).value(placed.entry).value(placed.exit);
  json.value(row.quantity).value(time_number(row.entry_at)).value(row.entry_price);
  json.value(time_number(row.exit_at)).value(row.exit_price).value(row.pnl);
  json.value(row.return_).value(row.commission).value(row.bars_held).value(row.mae).value(row.mfe);
  json.value(tags.number_of(row.entry_tag)).value(tags.number_of(row.exit_tag));
  if (is_split_between(row)) json.value(row.exit_quantity);  // Seldom, so it stands last.
  json.end_array();
}

void texts(JsonWriter& json, std::string_view name, const std::vector<std::string>& all) {
  json.key(name).begin_array();
  for (const std::string& text : all) json.value(text);
  json.end_array();
}

}  // namespace

std::string page_data(const ChartData& data, const std::string& currency) {
  JsonWriter json;
  json.compact(true).begin_object().member("currency", currency);
  times(json, data.at);
  curves(json, data.curves);
  texts(json, "symbols", data.symbols);
  Tags tags;
  json.key("trades").begin_array();
  for (const PlacedTrade& placed : data.trades) trade(json, placed, tags);
  json.end_array();
  texts(json, "tags", tags.names());
  json.end_object();
  return json.take();
}

}  // namespace tw::report
