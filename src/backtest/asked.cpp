#include "backtest/asked.hpp"

#include <variant>

#include "core/decimal.hpp"

namespace tw::backtest {
namespace {

bool decides_like(const OrderRequest& a, const OrderRequest& b) {
  return a.instrument == b.instrument && a.side == b.side && a.type == b.type &&
         a.time_in_force == b.time_in_force && a.reduce_only == b.reduce_only &&
         a.outside_hours == b.outside_hours && a.group == b.group && a.parent == b.parent &&
         a.expires_at == b.expires_at && a.tag == b.tag;
}

bool is_sized_like(const OrderRequest& a, const OrderRequest& b) {
  return a.size.quantity() == b.size.quantity() && a.size.fraction() == b.size.fraction() &&
         a.limit == b.limit && a.stop == b.stop && a.trail == b.trail &&
         a.limit_offset == b.limit_offset;
}

bool is_like(const ReplaceOrder& a, const ReplaceOrder& b, Likeness likeness) {
  if (a.id != b.id || a.instrument != b.instrument || a.side != b.side) return false;
  return likeness == Likeness::Decision || *a.change == *b.change;
}

std::string size_text(Size size) {
  if (size.is_fraction()) return to_string(Ratio::from_double(size.fraction()).value_or(Ratio{}));
  if (size.is_as_parent()) return "as much as its entry";
  return to_string(size.quantity());
}

std::string request_text(const OrderRequest& request, const std::vector<std::string>& symbols) {
  std::string text = request.side == Side::Buy ? "buy " : "sell ";
  text += std::string{to_string(request.type)} + ' ' + size_text(request.size) + ' ';
  text += symbols[index_of(request.instrument)];
  if (request.limit.raw() != 0) text += ", limit " + to_string(request.limit);
  if (request.stop.raw() != 0) text += ", stop " + to_string(request.stop);
  if (!request.tag.empty()) text += ", '" + std::string{request.tag.view()} + "'";
  return text;
}

std::string change_text(const OrderChange& change) {
  std::string text;
  const auto add = [&](std::string_view name, const std::string& value) {
    text += std::string{text.empty() ? "" : ", "} + std::string{name} + ' ' + value;
  };
  if (change.quantity.raw() != 0) add("quantity", to_string(change.quantity));
  if (change.limit.raw() != 0) add("limit", to_string(change.limit));
  if (change.stop.raw() != 0) add("stop", to_string(change.stop));
  if (change.trail.is_percent()) {
    add("trail", to_string(change.trail.percent()));
  } else if (!change.trail.is_none()) {
    add("trail", to_string(change.trail.amount()));
  }
  if (change.limit_offset.raw() != 0) add("limit offset", to_string(change.limit_offset));
  return text;
}

std::string number_text(ClientOrderId id) { return "order " + std::to_string(sequence_of(id)); }

}  // namespace

bool is_like(const Asked& a, const Asked& b, Likeness likeness) {
  if (a.at != b.at || a.command.index() != b.command.index()) return false;
  const auto* cancel = std::get_if<CancelOrder>(&a.command);
  if (cancel != nullptr) return cancel->id == std::get<CancelOrder>(b.command).id;
  if (const auto* replace = std::get_if<ReplaceOrder>(&a.command)) {
    return is_like(*replace, std::get<ReplaceOrder>(b.command), likeness);
  }
  const auto& x = std::get<SubmitOrder>(a.command);
  const auto& y = std::get<SubmitOrder>(b.command);
  if (!decides_like(*x.request, *y.request)) return false;
  return likeness == Likeness::Decision || (x.id == y.id && is_sized_like(*x.request, *y.request));
}

std::string to_string(const Asked& asked, const std::vector<std::string>& symbols) {
  if (const auto* cancel = std::get_if<CancelOrder>(&asked.command)) {
    return "cancel " + number_text(cancel->id);
  }
  if (const auto* replace = std::get_if<ReplaceOrder>(&asked.command)) {
    return "replace " + number_text(replace->id) + ": " + change_text(*replace->change);
  }
  const auto& submit = std::get<SubmitOrder>(asked.command);
  return number_text(submit.id) + ": " + request_text(*submit.request, symbols);
}

}  // namespace tw::backtest
