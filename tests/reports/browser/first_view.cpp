/// How long a report takes to its first view: clino_first_view REPORT.html [TIMES]
/// Milliseconds since the navigation began, of each time that the page is opened: the data unpacked, read, the view
/// drawn, and painted.
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <string>

#include "tests/reports/browser/browser.hpp"

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "clino_first_view REPORT.html [TIMES]\n";
    return 2;
  }
  const std::string address = "file://" + std::filesystem::absolute(argv[1]).string();
  const int times = argc > 2 ? std::stoi(argv[2]) : 5;
  clino::browser::Browser browser;
  browser.set_size(1280, 900);
  std::puts("unpacked\tread\tdrawn\tpainted");
  for (int i = 0; i < times; ++i) {
    browser.open("about:blank");
    browser.open(address);
    const auto at = browser.evaluate(clino::browser::first_view_times);
    std::printf("%.0f\t%.0f\t%.0f\t%.0f\n", at[0].get<double>(), at[1].get<double>(), at[2].get<double>(),
                at[3].get<double>());
  }
  return browser.errors.empty() ? 0 : 1;
}
