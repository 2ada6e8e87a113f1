"""OGI Report Toolkit: read, check and compare China's 政府信息公开工作年度报告."""
