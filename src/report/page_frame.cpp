#include "report/page_frame.hpp"

#include "report/html.hpp"
#include "report/tear_sheet_assets.hpp"

namespace tw::report {

std::string page_head(std::string_view title, std::string_view nonce) {
  std::string policy = "default-src 'none'; style-src 'unsafe-inline'; ";
  if (!nonce.empty()) policy += "script-src 'nonce-" + std::string{nonce} + "'; ";
  policy += "base-uri 'none'; form-action 'none'";
  return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"" +
         policy +
         "\">\n<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
         "<meta name=\"color-scheme\" content=\"light dark\">\n"
         "<meta name=\"referrer\" content=\"no-referrer\">\n<title>" +
         escaped(title) + "</title>\n<style>\n" + std::string{kTearSheetStyle} +
         "</style>\n</head>\n";
}

std::string section(std::string_view id, std::string_view title, std::string_view content) {
  return std::string{"<section id=\""}
      .append(id)
      .append("\"><h2>")
      .append(title)
      .append("</h2>")
      .append(content)
      .append("</section>\n");
}

std::string warnings_section(const std::vector<std::string>& warnings) {
  if (warnings.empty())
    return section("warnings", "Warnings", "<p class=\"calm\">No warnings.</p>");
  std::string html = "<ul class=\"warnings\">";
  for (const std::string& warning : warnings) html += "<li>" + escaped(warning) + "</li>";
  return section("warnings", "Warnings", html + "</ul>");
}

std::string assumptions_section(const std::vector<backtest::Assumption>& assumptions) {
  if (assumptions.empty()) return {};
  std::string html = "<dl class=\"assumptions\">";
  for (const backtest::Assumption& assumption : assumptions) {
    html += name_and_value(assumption.name, assumption.value);
  }
  return section("assumptions", "Assumptions", html + "</dl>");
}

std::string name_and_value(std::string_view name, std::string_view value) {
  return "<div><dt>" + escaped(name) + "</dt><dd>" + escaped(value) + "</dd></div>";
}

std::string figure_card(std::string_view label, std::string_view value, std::string_view outcome,
                        std::string_view beside, std::string_view meaning) {
  std::string html = "<div class=\"card\"";
  if (!meaning.empty()) html += " title=\"" + escaped(meaning) + '"';
  constexpr std::size_t kShown = 11;  // Characters of the large type that the narrowest card takes.
  const std::string_view size = value.size() > kShown ? " lengthy" : "";
  html += "><dt>" + escaped(label) + "</dt><dd class=\"" + std::string{outcome} +
          std::string{size} + "\">" + escaped(value) + "</dd>";
  if (!beside.empty()) html += "<dd class=\"beside\">" + escaped(beside) + "</dd>";
  return html + "</div>";
}

}  // namespace tw::report
