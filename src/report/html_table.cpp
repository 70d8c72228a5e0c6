#include "report/html_table.hpp"

#include "report/html.hpp"

namespace tw::report {

std::string table_head(std::initializer_list<std::string_view> names) {
  std::string html = "<thead><tr>";
  for (const std::string_view name : names) {
    html += "<th scope=\"col\">" + std::string{name} + "</th>";
  }
  return html + "</tr></thead>";
}

std::string cell(std::string_view text) { return "<td>" + escaped(text) + "</td>"; }

std::string signed_cell(double sign, std::string_view text) {
  const std::string_view outcome = sign < 0.0 ? "loss" : (sign > 0.0 ? "gain" : "even");
  return "<td class=\"" + std::string{outcome} + "\">" + escaped(text) + "</td>";
}

std::string row_head(std::string_view text) {
  return "<th scope=\"row\">" + escaped(text) + "</th>";
}

std::string table(std::string_view css, std::string_view caption, const std::string& content) {
  return "<div class=\"scroll\"><table class=\"" + std::string{css} +
         "\"><caption class=\"unseen\">" + escaped(caption) + "</caption>" + content +
         "</table></div>";
}

}  // namespace tw::report
