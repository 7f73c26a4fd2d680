"""HPE and H3C Comware 7, and Comware 5 where its session differs."""
