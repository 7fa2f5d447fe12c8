/// Pictures of every view of a report, light, dark, at phone width and in print, for people to look at.
///   clino_report_pictures [REPORT.html] DIR [HASH...]     without a report: the sample run of the tests
#include <filesystem>
#include <fstream>
#include <iostream>

#include "reports/reporters.hpp"
#include "tests/reports/browser/browser.hpp"
#include "tests/reports/sample_run.hpp"

namespace {

struct Look {
  std::string name, scheme, medium;
  int width;
};

const std::vector<Look> looks{{"light", "light", "screen", 1280},
                              {"dark", "dark", "screen", 1280},
                              {"phone", "light", "screen", 390},
                              {"print", "light", "print", 794}};  // A4 at 96 dots an inch

std::string file_name(const std::string& hash) {
  std::string name;
  for (const char c : hash) name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return name.empty() ? "overview" : name;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.empty()) {
    std::cerr << "clino_report_pictures [REPORT.html] DIR [HASH...]\n";
    return 2;
  }
  std::filesystem::path report;
  if (arguments.front().ends_with(".html")) {
    report = std::filesystem::absolute(arguments.front());
    arguments.erase(arguments.begin());
  }
  const std::filesystem::path directory = std::filesystem::absolute(arguments.at(0));
  std::filesystem::create_directories(directory);
  if (report.empty()) {
    report = directory / "sample.html";
    const clino::Run run = clino::sample::sample_run();
    std::ofstream(report) << clino::render_html(
        run, clino::changes_of(run, {}, clino::Level::warning, clino::Direction::both));
  }
  std::vector<std::string> hashes(arguments.begin() + 1, arguments.end());
  if (hashes.empty())
    hashes = {
        "", "changes", "units", "engines", "about", "u/recip_exp/naive/eigen/binary32", "u/versine/reverse/binary64"};
  clino::browser::Browser browser;
  for (const Look& look : looks) {
    browser.set_size(look.width, look.width == 390 ? 844 : 900);
    browser.set_scheme(look.scheme);
    browser.set_medium(look.medium);
    for (const std::string& hash : hashes) {
      browser.open("about:blank");
      browser.open("file://" + report.string() + "#/" + hash);
      browser.evaluate(clino::browser::until_complete);
      const auto picture = directory / (file_name(hash) + "-" + look.name + ".png");
      std::ofstream(picture, std::ios::binary) << browser.picture();
      std::cout << picture.string() << "\n";
    }
  }
  for (const std::string& error : browser.errors) std::cerr << error.substr(0, 400) << "\n";
  return browser.errors.empty() ? 0 : 1;
}
